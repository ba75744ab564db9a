import type { NexmarkQuery } from '../nexmark-query.ts';
import { euros, timeText } from '../simple-answers.ts';

export const q1: NexmarkQuery = {
  id: 'q1',
  name: 'currency',
  mode: 'append',
  inSpark: true,
  make: ({ bid }) =>
    bid.selectExpr('auction', 'bidder', 'CAST(price AS DECIMAL(20,0)) * 0.908 AS price', 'dateTime', 'extra'),
  answer: ({ bids }) =>
    bids.map(({ auction, bidder, price, dateTime, extra }) => [
      String(auction),
      String(bidder),
      euros(price),
      timeText(dateTime),
      extra,
    ]),
};
