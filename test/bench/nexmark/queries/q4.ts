import type { Row, StatefulProcessor, StatefulProcessorHandle, ValueState } from '../../../../index.ts';
import { bidsInLifeOf } from '../life-of-auctions.ts';
import type { NexmarkQuery } from '../nexmark-query.ts';
import { bidsInLife, grouped, winnerOf } from '../simple-answers.ts';

/** Says by how much the price of an auction grew, and whether it is new. */
class Growth implements StatefulProcessor {
  private held!: ValueState;

  init(handle: StatefulProcessorHandle): void {
    this.held = handle.getValueState('highest', 'price BIGINT');
  }

  handleInputRows(_: number, rows: Row[]): Row[] {
    const before = this.held.get()?.['price'] as number | undefined;
    const price = rows.reduce((most, row) => Math.max(most, row['price'] as number), before ?? 0);
    if (price === before) return [];
    this.held.update({ price });
    return [{ category: rows[0]!['category'], more: price - (before ?? 0), auctions: before === undefined ? 1 : 0 }];
  }
}

/** Averages what auctions of a category say. */
class Average implements StatefulProcessor {
  private held!: ValueState;

  init(handle: StatefulProcessorHandle): void {
    this.held = handle.getValueState('sums', 'total BIGINT, auctions BIGINT');
  }

  handleInputRows(category: number, rows: Row[]): Row[] {
    let { total, auctions } = this.held.get() ?? { total: 0, auctions: 0 };
    for (const row of rows) {
      total += row['more'] as number;
      auctions += row['auctions'] as number;
    }
    this.held.update({ total, auctions });
    return [{ category, average: Math.floor(total / auctions) }];
  }
}

export const q4: NexmarkQuery = {
  id: 'q4',
  name: 'average price of a category',
  mode: 'append',
  keys: ['category'],
  inSpark: false,
  make: (streams) =>
    bidsInLifeOf(streams)
      .groupByKey('id')
      .transformWithState(new Growth(), { output: 'category BIGINT, more BIGINT, auctions INT' })
      .groupByKey('category')
      .transformWithState(new Average(), { output: 'category BIGINT, average BIGINT' }),
  answer: (events) =>
    [...grouped(bidsInLife(events), ({ auction }) => String(auction.category))].map(([category, all]) => {
      const total = all.reduce((sum, { bids }) => sum + winnerOf(bids).price, 0);
      return [category, String(Math.floor(total / all.length))];
    }),
};
