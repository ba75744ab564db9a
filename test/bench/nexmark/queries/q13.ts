import { expr } from '../../../../index.ts';
import type { NexmarkQuery } from '../nexmark-query.ts';
import { timeText } from '../simple-answers.ts';

export const q13: NexmarkQuery = {
  id: 'q13',
  name: 'side input',
  mode: 'append',
  inSpark: true,
  make: ({ bid, side }) =>
    bid.join(side, expr('auction % 10000 = key')).select('auction', 'bidder', 'price', 'dateTime', 'value'),
  answer: ({ bids }) =>
    bids.map(({ auction, bidder, price, dateTime }) => [
      String(auction),
      String(bidder),
      String(price),
      timeText(dateTime),
      String(auction % 10_000),
    ]),
};
