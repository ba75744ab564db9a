import type { NexmarkQuery } from '../nexmark-query.ts';

const KNOWN: Readonly<Record<string, string>> = { apple: '0', google: '1', facebook: '2', baidu: '3' };
const WHENS = Object.entries(KNOWN).map(([channel, id]) => `WHEN '${channel}' THEN '${id}'`).join(' '); // prettier-ignore

export const q21: NexmarkQuery = {
  id: 'q21',
  name: 'channel id',
  mode: 'append',
  inSpark: true,
  make: ({ bid }) =>
    bid
      .selectExpr(
        'auction',
        'bidder',
        'price',
        'channel',
        // Spark's regexp_extract gives '' where nothing matches
        `CASE lower(channel) ${WHENS} ELSE nullif(regexp_extract(url, '(&|^)channel_id=([^&]*)', 2), '') END AS channelId`,
      )
      .filter('channelId IS NOT NULL'),
  answer: ({ bids }) =>
    bids.flatMap(({ auction, bidder, price, channel, url }) => {
      const id = KNOWN[channel.toLowerCase()] ?? /(?:&|^)channel_id=([^&]*)/.exec(url)?.[1];
      return id === undefined ? [] : [[String(auction), String(bidder), String(price), channel, id]];
    }),
};
