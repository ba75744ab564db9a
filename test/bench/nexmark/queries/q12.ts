import { expr } from '../../../../index.ts';
import type { NexmarkQuery } from '../nexmark-query.ts';
import { grouped } from '../simple-answers.ts';

export const q12: NexmarkQuery = {
  id: 'q12',
  name: 'windows of processing time',
  mode: 'update',
  keys: ['bidder'],
  readsClock: true,
  inSpark: true,
  make: ({ bid }) =>
    bid
      .selectExpr('bidder', 'current_timestamp() AS at')
      .groupBy('bidder', expr("window(at, '10 seconds') AS w"))
      .agg(expr('count(*) AS n'))
      .select('bidder', 'n'),
  answer: ({ bids }) =>
    [...grouped(bids, ({ bidder }) => String(bidder))].map(([bidder, own]) => [bidder, String(own.length)]),
};
