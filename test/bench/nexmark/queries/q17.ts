import { expr } from '../../../../index.ts';
import type { NexmarkQuery } from '../nexmark-query.ts';
import { grouped, timeText } from '../simple-answers.ts';

export const q17: NexmarkQuery = {
  id: 'q17',
  name: 'auction statistics',
  mode: 'update',
  keys: ['auction', 'day'],
  inSpark: true,
  make: ({ bid }) =>
    bid
      .groupBy('auction', expr("date_format(dateTime, 'yyyy-MM-dd') AS day"))
      .agg(
        expr('count(*) AS bids'),
        expr('count(*) FILTER (WHERE price < 10000) AS low'),
        expr('count(*) FILTER (WHERE price >= 10000 AND price < 1000000) AS middle'),
        expr('count(*) FILTER (WHERE price >= 1000000) AS high'),
        expr('min(price) AS least'),
        expr('max(price) AS most'),
        expr('floor(avg(price)) AS average'),
        expr('sum(price) AS total'),
      ),
  answer: ({ bids }) =>
    [...grouped(bids, ({ auction, dateTime }) => `${auction} ${timeText(dateTime).slice(0, 10)}`)].map(([key, own]) => {
      const prices = own.map(({ price }) => price);
      const total = prices.reduce((sum, price) => sum + price, 0);
      const counts = [
        prices.length,
        prices.filter((price) => price < 10_000).length,
        prices.filter((price) => price >= 10_000 && price < 1_000_000).length,
        prices.filter((price) => price >= 1_000_000).length,
      ];
      const others = [Math.min(...prices), Math.max(...prices), Math.floor(total / prices.length), total];
      return [...key.split(' '), ...[...counts, ...others].map(String)];
    }),
};
