import type { NexmarkQuery } from '../nexmark-query.ts';
import { timeText } from '../simple-answers.ts';

export const q0: NexmarkQuery = {
  id: 'q0',
  name: 'pass through',
  mode: 'append',
  inSpark: true,
  make: ({ bid }) => bid.select('auction', 'bidder', 'price', 'dateTime', 'extra'),
  answer: ({ bids }) =>
    bids.map(({ auction, bidder, price, dateTime, extra }) => [
      String(auction),
      String(bidder),
      String(price),
      timeText(dateTime),
      extra,
    ]),
};
