import { expr, window } from '../../../../index.ts';
import type { NexmarkQuery } from '../nexmark-query.ts';
import { grouped, timeText } from '../simple-answers.ts';

export const q7: NexmarkQuery = {
  id: 'q7',
  name: 'highest bid',
  mode: 'append',
  closes: true,
  inSpark: true,
  make: ({ bid }) =>
    bid
      .groupBy(window('dateTime', '10 seconds').as('w'), 'price')
      .agg(expr('collect_list(struct(auction, bidder, dateTime)) AS bids'))
      .groupBy('w')
      .agg(expr('max(price) AS price'), expr('max_by(bids, price) AS bids'))
      .selectExpr('price', 'explode(bids) AS b')
      .selectExpr('b.auction AS auction', 'b.bidder AS bidder', 'price', 'b.dateTime AS dateTime'),
  answer: ({ bids }) =>
    [...grouped(bids, ({ dateTime }) => String(Math.floor(dateTime / 10_000))).values()].flatMap((own) => {
      const most = own.reduce((price, bid) => Math.max(price, bid.price), 0);
      return own
        .filter(({ price }) => price === most)
        .map(({ auction, bidder, price, dateTime }) => [
          String(auction),
          String(bidder),
          String(price),
          timeText(dateTime),
        ]);
    }),
};
