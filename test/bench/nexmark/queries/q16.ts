import { expr } from '../../../../index.ts';
import { STATISTICS, statisticsOf } from '../bid-statistics.ts';
import type { NexmarkQuery } from '../nexmark-query.ts';
import { grouped, timeText } from '../simple-answers.ts';

export const q16: NexmarkQuery = {
  id: 'q16',
  name: 'channel statistics',
  mode: 'update',
  keys: ['channel', 'day'],
  inSpark: true,
  make: ({ bid }) =>
    bid
      .groupBy('channel', expr("date_format(dateTime, 'yyyy-MM-dd') AS day"))
      .agg(expr("max(date_format(dateTime, 'HH:mm')) AS minute"), ...STATISTICS.map(expr)),
  answer: ({ bids }) =>
    [...grouped(bids, ({ channel, dateTime }) => `${channel} ${timeText(dateTime).slice(0, 10)}`).values()].map(
      (own) => {
        const times = own.map(({ dateTime }) => timeText(dateTime));
        const minute = times.map((time) => time.slice(11, 16)).sort().at(-1)!; // prettier-ignore
        return [own[0]!.channel, times[0]!.slice(0, 10), minute, ...statisticsOf(own)];
      },
    ),
};
