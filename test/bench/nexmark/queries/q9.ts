import type { Row, StatefulProcessor, StatefulProcessorHandle, ValueState } from '../../../../index.ts';
import { bidsInLifeOf } from '../life-of-auctions.ts';
import type { NexmarkQuery } from '../nexmark-query.ts';
import { bidsInLife, winnerOf } from '../simple-answers.ts';

/** Keeps the bid of an auction that wins so far. */
class Winning implements StatefulProcessor {
  private best!: ValueState;

  init(handle: StatefulProcessorHandle): void {
    this.best = handle.getValueState('best', 'price BIGINT, atMs BIGINT, bidder BIGINT');
  }

  handleInputRows(auction: number, rows: Row[]): Row[] {
    const before = this.best.get();
    let best = before;
    for (const { price, atMs, bidder } of rows) {
      const isBetter =
        best === null || price > best['price'] ||
        (price === best['price'] && (atMs < best['atMs'] || (atMs === best['atMs'] && bidder < best['bidder']))); // prettier-ignore
      if (isBetter) best = { price, atMs, bidder };
    }
    if (best === before) return [];
    this.best.update(best!);
    return [{ auction, bidder: best!['bidder'], price: best!['price'] }];
  }
}

export const q9: NexmarkQuery = {
  id: 'q9',
  name: 'winning bids',
  mode: 'append',
  keys: ['auction'],
  inSpark: false,
  make: (streams) =>
    bidsInLifeOf(streams)
      .selectExpr('id', 'bidder', 'price', 'unix_millis(bidTime) AS atMs')
      .groupByKey('id')
      .transformWithState(new Winning(), { output: 'auction BIGINT, bidder BIGINT, price BIGINT' }),
  answer: (events) =>
    bidsInLife(events).map(({ auction, bids }) => {
      const { bidder, price } = winnerOf(bids);
      return [String(auction.id), String(bidder), String(price)];
    }),
};
