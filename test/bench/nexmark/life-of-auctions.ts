import { expr, type DataFrame } from '../../../index.ts';
import type { NexmarkStreams } from './streams.ts';

/** Bids beside the auction in whose life they came. */
export function bidsInLifeOf({ bid, auction }: NexmarkStreams): DataFrame {
  const bids = bid.selectExpr('auction', 'bidder', 'price', 'dateTime AS bidTime');
  const auctions = auction.selectExpr('id', 'seller', 'category', 'dateTime AS begins', 'expires');
  return bids.join(auctions, expr('auction = id AND bidTime >= begins AND bidTime <= expires'));
}
