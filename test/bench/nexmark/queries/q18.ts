import type { Row, StatefulProcessor, StatefulProcessorHandle, ValueState } from '../../../../index.ts';
import type { NexmarkQuery } from '../nexmark-query.ts';
import { grouped, timeText } from '../simple-answers.ts';

/** Keeps the last bid; of two at the same time the one that came later. */
class LastBid implements StatefulProcessor {
  private last!: ValueState;

  init(handle: StatefulProcessorHandle): void {
    this.last = handle.getValueState('last', 'price BIGINT, atMs BIGINT');
  }

  handleInputRows([bidder, auction]: readonly number[], rows: Row[]): Row[] {
    let last = this.last.get();
    for (const { price, atMs } of rows) if (last === null || atMs >= last['atMs']) last = { price, atMs };
    this.last.update(last!);
    return [{ bidder, auction, price: last!['price'], dateTime: new Date(last!['atMs'] as number) }];
  }
}

export const q18: NexmarkQuery = {
  id: 'q18',
  name: 'last bid',
  mode: 'update',
  keys: ['bidder', 'auction'],
  inSpark: false,
  make: ({ bid }) =>
    bid
      .selectExpr('bidder', 'auction', 'price', 'unix_millis(dateTime) AS atMs')
      .groupByKey('bidder', 'auction')
      .transformWithState(new LastBid(), {
        output: 'bidder BIGINT, auction BIGINT, price BIGINT, dateTime TIMESTAMP',
        outputMode: 'update',
      }),
  answer: ({ bids }) =>
    [...grouped(bids, ({ bidder, auction }) => `${bidder} ${auction}`).values()].map((own) => {
      const { bidder, auction, price, dateTime } = own.reduce((last, bid) =>
        bid.dateTime >= last.dateTime ? bid : last,
      );
      return [String(bidder), String(auction), String(price), timeText(dateTime)];
    }),
};
