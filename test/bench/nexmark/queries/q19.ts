import type { ListState, Row, StatefulProcessor, StatefulProcessorHandle } from '../../../../index.ts';
import type { NexmarkQuery } from '../nexmark-query.ts';
import { grouped } from '../simple-answers.ts';

const TOP = 10;

/** Keeps the ten highest prices of an auction; of equal ones the first. */
class TopPrices implements StatefulProcessor {
  private top!: ListState;

  init(handle: StatefulProcessorHandle): void {
    this.top = handle.getListState('top', 'price BIGINT, bidder BIGINT');
  }

  handleInputRows(auction: number, rows: Row[]): Row[] {
    const before = this.top.get();
    const all = [...before, ...rows.map(({ price, bidder }) => ({ price, bidder }))];
    const top = all.sort((a, b) => b['price'] - a['price']).slice(0, TOP);
    this.top.put(top);
    return top.map(({ price, bidder }, i) => ({ auction, rank: i + 1, price, bidder }));
  }
}

export const q19: NexmarkQuery = {
  id: 'q19',
  name: 'top ten prices of an auction',
  mode: 'update',
  keys: ['auction', 'rank'],
  inSpark: false,
  make: ({ bid }) =>
    bid.select('auction', 'bidder', 'price').groupByKey('auction').transformWithState(new TopPrices(), {
      output: 'auction BIGINT, rank INT, price BIGINT, bidder BIGINT',
      outputMode: 'update',
    }),
  answer: ({ bids }) =>
    [...grouped(bids, ({ auction }) => String(auction))].flatMap(([auction, own]) =>
      [...own]
        .sort((a, b) => b.price - a.price)
        .slice(0, TOP)
        .map(({ price, bidder }, i) => [auction, String(i + 1), String(price), String(bidder)]),
    ),
};
