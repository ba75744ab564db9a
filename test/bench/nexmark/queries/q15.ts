import { expr } from '../../../../index.ts';
import { STATISTICS, statisticsOf } from '../bid-statistics.ts';
import type { NexmarkQuery } from '../nexmark-query.ts';
import { grouped, timeText } from '../simple-answers.ts';

export const q15: NexmarkQuery = {
  id: 'q15',
  name: 'bidding statistics',
  mode: 'update',
  keys: ['day'],
  inSpark: true,
  make: ({ bid }) => bid.groupBy(expr("date_format(dateTime, 'yyyy-MM-dd') AS day")).agg(...STATISTICS.map(expr)),
  answer: ({ bids }) =>
    [...grouped(bids, ({ dateTime }) => timeText(dateTime).slice(0, 10))].map(([day, own]) => [
      day,
      ...statisticsOf(own),
    ]),
};
