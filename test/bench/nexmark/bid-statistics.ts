import type { Bid } from './generator.ts';

/** Below 100 dollars, below 10,000, and above. */
const RANKS = ['price < 10000', 'price >= 10000 AND price < 1000000', 'price >= 1000000'];

const rankOf = (price: number): number => (price < 10_000 ? 0 : price < 1_000_000 ? 1 : 2);

/** Counts of bids, of bidders and of auctions, each of all and by rank. Spark has no DISTINCT over streams: sets are kept. */
export const STATISTICS: readonly string[] = [
  'count(*) AS bids',
  ...RANKS.map((rank, i) => `count(*) FILTER (WHERE ${rank}) AS bids${i + 1}`),
  ...['bidder', 'auction'].flatMap((what) => [
    `size(collect_set(${what})) AS ${what}s`,
    ...RANKS.map((rank, i) => `size(collect_set(${what}) FILTER (WHERE ${rank})) AS ${what}s${i + 1}`),
  ]),
];

/** The same of bids at hand. */
export function statisticsOf(bids: readonly Bid[]): string[] {
  const ranks = [0, 1, 2].map((rank) => bids.filter(({ price }) => rankOf(price) === rank));
  const all = [bids, ...ranks];
  const different = (what: 'bidder' | 'auction'): number[] =>
    all.map((own) => new Set(own.map((bid) => bid[what])).size);
  return [...all.map((own) => own.length), ...different('bidder'), ...different('auction')].map(String);
}
