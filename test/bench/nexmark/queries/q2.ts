import type { NexmarkQuery } from '../nexmark-query.ts';

export const q2: NexmarkQuery = {
  id: 'q2',
  name: 'selection',
  mode: 'append',
  inSpark: true,
  make: ({ bid }) => bid.filter('auction % 123 = 0').select('auction', 'price'),
  answer: ({ bids }) =>
    bids.filter(({ auction }) => auction % 123 === 0).map(({ auction, price }) => [String(auction), String(price)]),
};
