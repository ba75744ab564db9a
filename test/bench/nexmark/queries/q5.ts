import { expr, window } from '../../../../index.ts';
import type { NexmarkQuery } from '../nexmark-query.ts';
import { grouped, timeText } from '../simple-answers.ts';

const [SIZE_MS, SLIDE_MS] = [10_000, 2000];

export const q5: NexmarkQuery = {
  id: 'q5',
  name: 'hot items',
  mode: 'append',
  closes: true,
  inSpark: true,
  make: ({ bid }) =>
    bid
      .groupBy(window('dateTime', '10 seconds', '2 seconds').as('w'), 'auction')
      .agg(expr('count(*) AS n'))
      .groupBy('w')
      .agg(expr('max(n) AS most'), expr('collect_list(struct(auction, n)) AS items'))
      .selectExpr('w.start AS start', 'explode(filter(items, x -> x.n = most)) AS item')
      .selectExpr('start', 'item.auction AS auction', 'item.n AS n'),
  answer({ bids }) {
    const inWindows = bids.flatMap(({ auction, dateTime }) => {
      const last = Math.floor(dateTime / SLIDE_MS) * SLIDE_MS;
      return Array.from({ length: SIZE_MS / SLIDE_MS }, (_, i) => ({ start: last - i * SLIDE_MS, auction }));
    });
    return [...grouped(inWindows, ({ start }) => String(start))].flatMap(([start, own]) => {
      const counts = [...grouped(own, ({ auction }) => String(auction))].map(([auction, all]) => ({
        auction,
        n: all.length,
      }));
      const most = Math.max(...counts.map(({ n }) => n));
      return counts
        .filter(({ n }) => n === most)
        .map(({ auction, n }) => [timeText(Number(start)), auction, String(n)]);
    });
  },
};
