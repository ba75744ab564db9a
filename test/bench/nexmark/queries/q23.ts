import { expr } from '../../../../index.ts';
import type { NexmarkQuery } from '../nexmark-query.ts';
import { grouped } from '../simple-answers.ts';

export const q23: NexmarkQuery = {
  id: 'q23',
  name: 'bidders who sell',
  mode: 'append',
  inSpark: true,
  make({ bid, person, auction }) {
    const persons = person.selectExpr('id AS personId', 'name');
    const sold = auction.selectExpr('id AS soldId', 'seller', 'itemName');
    return bid
      .select('auction', 'bidder', 'price')
      .join(persons, expr('bidder = personId'))
      .join(sold, expr('personId = seller'))
      .select('auction', 'bidder', 'price', 'name', 'soldId', 'itemName');
  },
  answer({ bids, persons, auctions }) {
    const known = grouped(persons, ({ id }) => String(id));
    const sold = grouped(auctions, ({ seller }) => String(seller));
    return bids.flatMap(({ auction, bidder, price }) =>
      (known.get(String(bidder)) ?? []).flatMap(({ name }) =>
        (sold.get(String(bidder)) ?? []).map(({ id, itemName }) => [
          String(auction),
          String(bidder),
          String(price),
          name,
          String(id),
          itemName,
        ]),
      ),
    );
  },
};
