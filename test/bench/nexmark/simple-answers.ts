import type { Auction, Bid } from './generator.ts';
import type { Events } from './streams.ts';

/** A time as `CAST(... AS STRING)` writes it in UTC. */
export function timeText(ms: number): string {
  const [day, time] = new Date(ms).toISOString().slice(0, -1).split('T') as [string, string];
  const [seconds, fraction] = time.split('.') as [string, string];
  const digits = fraction.replace(/0+$/, '');
  return digits === '' ? `${day} ${seconds}` : `${day} ${seconds}.${digits}`;
}

/** Things in groups, by text, in the order in which groups begin. */
export function grouped<T>(things: readonly T[], keyOf: (thing: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const thing of things) {
    const key = keyOf(thing);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [thing]);
    else group.push(thing);
  }
  return groups;
}

/** The bids of an auction in its life, by auction. */
export function bidsInLife({ auctions, bids }: Events): { readonly auction: Auction; readonly bids: Bid[] }[] {
  const ofAuction = grouped(bids, (bid) => String(bid.auction));
  return auctions.flatMap((auction) => {
    const own = (ofAuction.get(String(auction.id)) ?? []).filter(
      ({ dateTime }) => dateTime >= auction.dateTime && dateTime <= auction.expires,
    );
    return own.length === 0 ? [] : [{ auction, bids: own }];
  });
}

/** Whether the first bid wins against the second: by price, then by time, then by bidder. */
export const wins = (a: Bid, b: Bid): boolean =>
  a.price !== b.price ? a.price > b.price : a.dateTime !== b.dateTime ? a.dateTime < b.dateTime : a.bidder < b.bidder;

export const winnerOf = (bids: readonly Bid[]): Bid => bids.reduce((best, bid) => (wins(bid, best) ? bid : best));

/** Thousandths of a price at the rate 0.908, as DECIMAL(24,3) writes them. */
export function euros(price: number): string {
  const thousandths = String(price * 908).padStart(4, '0');
  return `${thousandths.slice(0, -3)}.${thousandths.slice(-3)}`;
}
