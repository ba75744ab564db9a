import type { NexmarkQuery } from '../nexmark-query.ts';

export const q22: NexmarkQuery = {
  id: 'q22',
  name: 'folders of addresses',
  mode: 'append',
  inSpark: true,
  make: ({ bid }) =>
    bid.selectExpr(
      'auction',
      'bidder',
      'price',
      'channel',
      "split(url, '/')[3] AS dir1",
      "split(url, '/')[4] AS dir2",
      "split(url, '/')[5] AS dir3",
    ),
  answer: ({ bids }) =>
    bids.map(({ auction, bidder, price, channel, url }) => [
      String(auction),
      String(bidder),
      String(price),
      channel,
      ...url.split('/').slice(3, 6),
    ]),
};
