import { expr, session_window } from '../../../../index.ts';
import type { NexmarkQuery } from '../nexmark-query.ts';
import { grouped, timeText } from '../simple-answers.ts';

const GAP_MS = 10_000;

export const q11: NexmarkQuery = {
  id: 'q11',
  name: 'sessions',
  mode: 'append',
  closes: true,
  inSpark: true,
  make: ({ bid }) =>
    bid
      .groupBy('bidder', session_window('dateTime', '10 seconds').as('s'))
      .agg(expr('count(*) AS n'))
      .selectExpr('bidder', 'n', 's.start AS start', 's.end AS end'),
  answer: ({ bids }) =>
    [...grouped(bids, ({ bidder }) => String(bidder))].flatMap(([bidder, own]) => {
      const sessions: { start: number; end: number; n: number }[] = [];
      for (const time of own.map(({ dateTime }) => dateTime).sort((a, b) => a - b)) {
        const last = sessions.at(-1);
        if (last !== undefined && time <= last.end) {
          last.end = time + GAP_MS;
          last.n++;
        } else sessions.push({ start: time, end: time + GAP_MS, n: 1 });
      }
      return sessions.map(({ start, end, n }) => [bidder, String(n), timeText(start), timeText(end)]);
    }),
};
