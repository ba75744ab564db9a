import type { ExpiredTimerInfo, ListState, MapState, Row, StatefulProcessor, StatefulProcessorHandle, TimerValues } from '../../../../index.ts'; // prettier-ignore
import { bidsInLifeOf } from '../life-of-auctions.ts';
import type { NexmarkQuery } from '../nexmark-query.ts';
import { bidsInLife, grouped, winnerOf } from '../simple-answers.ts';

const LAST = 10;

const averageOf = (prices: readonly number[]): number =>
  Math.floor(prices.reduce((sum, price) => sum + price, 0) / prices.length);

/** Waits for the end of each auction of a seller, and averages what the last ones fetched. */
class LastPrices implements StatefulProcessor {
  private open!: MapState;
  private prices!: ListState;
  private handle!: StatefulProcessorHandle;

  init(handle: StatefulProcessorHandle): void {
    this.handle = handle;
    this.open = handle.getMapState('open', 'id BIGINT', 'price BIGINT, expires BIGINT');
    this.prices = handle.getListState('prices', 'price BIGINT');
  }

  handleInputRows(_: number, rows: Row[]): Row[] {
    for (const { id, price, endMs } of rows) {
      const before = this.open.getValue({ id });
      if (before === null) this.handle.registerTimer(endMs as number);
      if (before === null || before['price'] < price) this.open.updateValue({ id }, { price, expires: endMs });
    }
    return [];
  }

  handleExpiredTimer(seller: number, _: TimerValues, info: ExpiredTimerInfo): Row[] {
    const over = [...this.open.iterator()].filter(([, { expires }]) => expires === info.getExpiryTimeInMs());
    for (const [key, { price }] of over.sort(([a], [b]) => a['id'] - b['id'])) {
      this.prices.put([...this.prices.get(), { price }].slice(-LAST));
      this.open.removeKey(key);
    }
    return [{ seller, average: averageOf(this.prices.get().map(({ price }) => price as number)) }];
  }
}

export const q6: NexmarkQuery = {
  id: 'q6',
  name: 'average of the last ten by seller',
  mode: 'append',
  keys: ['seller'],
  closes: true,
  inSpark: false,
  make: (streams) =>
    bidsInLifeOf(streams)
      .selectExpr('id', 'seller', 'price', 'unix_millis(expires) AS endMs', 'bidTime')
      .groupByKey('seller')
      .transformWithState(new LastPrices(), { output: 'seller BIGINT, average BIGINT', timeMode: 'eventTime' }),
  answer: (events) =>
    [...grouped(bidsInLife(events), ({ auction }) => String(auction.seller))].map(([seller, all]) => {
      const byEnd = [...all].sort((a, b) => a.auction.expires - b.auction.expires || a.auction.id - b.auction.id);
      return [seller, String(averageOf(byEnd.slice(-LAST).map(({ bids }) => winnerOf(bids).price)))];
    }),
};
