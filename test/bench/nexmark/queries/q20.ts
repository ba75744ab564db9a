import { expr } from '../../../../index.ts';
import type { NexmarkQuery } from '../nexmark-query.ts';
import { grouped, timeText } from '../simple-answers.ts';

export const q20: NexmarkQuery = {
  id: 'q20',
  name: 'bids with their auction',
  mode: 'append',
  inSpark: true,
  make({ bid, auction }) {
    const some = auction.filter('category = 10').selectExpr('id', 'itemName', 'dateTime AS begins', 'seller');
    return bid
      .select('auction', 'bidder', 'price')
      .join(some, expr('auction = id'))
      .select('auction', 'bidder', 'price', 'itemName', 'begins', 'seller');
  },
  answer({ bids, auctions }) {
    const known = grouped(auctions.filter(({ category }) => category === 10), ({ id }) => String(id)); // prettier-ignore
    return bids.flatMap(({ auction, bidder, price }) =>
      (known.get(String(auction)) ?? []).map(({ itemName, dateTime, seller }) => [
        String(auction),
        String(bidder),
        String(price),
        itemName,
        timeText(dateTime),
        String(seller),
      ]),
    );
  },
};
