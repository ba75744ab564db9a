import type { NexmarkQuery } from '../nexmark-query.ts';
import { timeText } from '../simple-answers.ts';

export const q10: NexmarkQuery = {
  id: 'q10',
  name: 'log to files',
  mode: 'append',
  partitionBy: ['dt', 'hm'],
  inSpark: true,
  make: ({ bid }) =>
    bid.selectExpr(
      'auction',
      'bidder',
      'price',
      'dateTime',
      "date_format(dateTime, 'yyyy-MM-dd') AS dt",
      "date_format(dateTime, 'HH-mm') AS hm",
    ),
  answer: ({ bids }) =>
    bids.map(({ auction, bidder, price, dateTime }) => {
      const time = timeText(dateTime);
      return [
        String(auction),
        String(bidder),
        String(price),
        time,
        time.slice(0, 10),
        time.slice(11, 16).replace(':', '-'),
      ];
    }),
};
