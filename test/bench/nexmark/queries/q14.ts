import type { NexmarkQuery } from '../nexmark-query.ts';
import { euros, timeText } from '../simple-answers.ts';

export const q14: NexmarkQuery = {
  id: 'q14',
  name: 'calculation',
  mode: 'append',
  inSpark: true,
  make: ({ bid }) =>
    bid
      .selectExpr('auction', 'bidder', 'CAST(price AS DECIMAL(20,0)) * 0.908 AS price', 'dateTime', 'extra')
      .filter('price > 1000000 AND price < 50000000')
      .selectExpr(
        'auction',
        'bidder',
        'price',
        "CASE WHEN hour(dateTime) BETWEEN 8 AND 18 THEN 'dayTime' WHEN hour(dateTime) <= 6 OR hour(dateTime) >= 20 THEN 'nightTime' ELSE 'otherTime' END AS bidTimeType",
        'dateTime',
        "length(extra) - length(replace(extra, 'c', '')) AS c",
      ),
  answer: ({ bids }) =>
    bids
      .filter(({ price }) => price * 908 > 1_000_000_000 && price * 908 < 50_000_000_000)
      .map(({ auction, bidder, price, dateTime, extra }) => {
        const hour = new Date(dateTime).getUTCHours();
        const type = hour >= 8 && hour <= 18 ? 'dayTime' : hour <= 6 || hour >= 20 ? 'nightTime' : 'otherTime';
        return [
          String(auction),
          String(bidder),
          euros(price),
          type,
          timeText(dateTime),
          String(extra.split('c').length - 1),
        ];
      }),
};
