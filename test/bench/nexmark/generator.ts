import { Draws } from './draws.ts';
import { PRICE_STEPS } from './price-steps.ts';

/** A person who joins the auction site. Times are milliseconds since 1970. */
export interface Person {
  readonly id: number;
  readonly name: string;
  readonly emailAddress: string;
  readonly creditCard: string;
  readonly city: string;
  readonly state: string;
  readonly dateTime: number;
  readonly extra: string;
}

export interface Auction {
  readonly id: number;
  readonly itemName: string;
  readonly description: string;
  readonly initialBid: number;
  readonly reserve: number;
  readonly dateTime: number;
  readonly expires: number;
  readonly seller: number;
  readonly category: number;
  readonly extra: string;
}

export interface Bid {
  readonly auction: number;
  readonly bidder: number;
  /** Cents. */
  readonly price: number;
  readonly channel: string;
  readonly url: string;
  readonly dateTime: number;
  readonly extra: string;
}

/** What one number of an event stands for. */
export type NexmarkEvent =
  | { readonly kind: 'person'; readonly event: Person }
  | { readonly kind: 'auction'; readonly event: Auction }
  | { readonly kind: 'bid'; readonly event: Bid };

/** What the streams are made of; equal settings make equal events. */
export interface NexmarkSettings {
  readonly seed: number;
  /** Events for each second of event time. */
  readonly rate: number;
  /** The time of event 0, milliseconds. */
  readonly baseTime: number;
  /** Events of so many are out of order among each other; 1 for none. */
  readonly outOfOrder: number;
}

export const USUAL_SETTINGS: NexmarkSettings = { seed: 42, rate: 1000, baseTime: Date.UTC(2026, 0, 1), outOfOrder: 1 };

/** Of 50 events one is a person, three are auctions, the others bids. */
const [EPOCH, PERSONS, AUCTIONS] = [50, 1, 3] as const;
const FIRST_ID = 1000;
const FIRST_CATEGORY = 10;
const CITIES = ['Phoenix', 'Los Angeles', 'San Francisco', 'Boise', 'Portland', 'Bend', 'Redmond', 'Seattle', 'Kent', 'Cheyenne']; // prettier-ignore
const STATES = ['AZ', 'CA', 'ID', 'OR', 'WA', 'WY'];
const FIRST_NAMES = ['Peter', 'Paul', 'Luke', 'John', 'Saul', 'Vicky', 'Kate', 'Julie', 'Sarah', 'Deiter', 'Walter'];
const LAST_NAMES = ['Shultz', 'Abrams', 'Spencer', 'White', 'Bartels', 'Walton', 'Smith', 'Jones', 'Noris'];
const HOT_CHANNELS = ['Google', 'Facebook', 'Baidu', 'Apple'];
const COLD_CHANNELS = 10_000;
/** Prime to every size of a disordered group that is not a multiple of it. */
const SHUFFLE = 953;

/** Makes event number `e` of the auction site: a pure function of the settings and `e`. */
export class NexmarkGenerator {
  private readonly settings: NexmarkSettings;
  private readonly draws = new Draws();

  constructor(settings: NexmarkSettings = USUAL_SETTINGS) {
    this.settings = settings;
  }

  /** The event that comes at a place of the stream. */
  at(place: number): NexmarkEvent {
    const { seed, outOfOrder } = this.settings;
    const e = Math.floor(place / outOfOrder) * outOfOrder + ((place * SHUFFLE) % outOfOrder);
    this.draws.begin(seed, e);
    const offset = e % EPOCH;
    if (offset < PERSONS) return { kind: 'person', event: this.person(e) };
    if (offset < PERSONS + AUCTIONS) return { kind: 'auction', event: this.auction(e) };
    return { kind: 'bid', event: this.bid(e) };
  }

  private timeOf(e: number): number {
    const { baseTime, rate } = this.settings;
    return baseTime + Math.floor((e * 1000) / rate);
  }

  private person(e: number): Person {
    const { draws } = this;
    const name = `${pick(draws, FIRST_NAMES)} ${pick(draws, LAST_NAMES)}`;
    const person = {
      id: FIRST_ID + lastPerson(e),
      name,
      emailAddress: `${this.text(7)}@${this.text(5)}.com`,
      creditCard: Array.from({ length: 4 }, () => String(draws.below(10_000)).padStart(4, '0')).join(' '),
      city: pick(draws, CITIES),
      state: pick(draws, STATES),
      dateTime: this.timeOf(e),
    };
    return { ...person, extra: this.padding(person, 200) };
  }

  private auction(e: number): Auction {
    const { draws, settings } = this;
    const dateTime = this.timeOf(e);
    const initialBid = this.price();
    const horizonMs = Math.floor((100 * EPOCH * 1000) / (AUCTIONS * settings.rate));
    const auction = {
      id: FIRST_ID + lastAuction(e),
      itemName: this.text(20),
      description: this.text(100),
      initialBid,
      reserve: initialBid + this.price(),
      dateTime,
      expires: dateTime + 1 + draws.below(2 * horizonMs),
      seller: this.hot(4) ? hotPerson(e, 0) : this.coldPerson(e),
      category: FIRST_CATEGORY + draws.below(5),
    };
    return { ...auction, extra: this.padding(auction, 500) };
  }

  private bid(e: number): Bid {
    const { draws } = this;
    const auction = FIRST_ID + (this.hot(2) ? Math.floor(lastAuction(e) / 100) * 100 : this.coldAuction(e));
    const bidder = this.hot(4) ? hotPerson(e, 1) : this.coldPerson(e);
    const price = this.price();
    const cold = this.hot(2) ? null : draws.below(COLD_CHANNELS);
    const path = `https://www.nexmark.com/${this.text(5)}/${this.text(5)}/${this.text(5)}/item.htm?query=1`;
    const withId = cold !== null && draws.below(10) > 0;
    const bid = {
      auction,
      bidder,
      price,
      channel: cold === null ? pick(draws, HOT_CHANNELS) : `channel-${cold}`,
      url: withId ? `${path}&channel_id=${Math.abs(reversed(cold))}` : path,
      dateTime: this.timeOf(e),
    };
    return { ...bid, extra: this.padding(bid, 100) };
  }

  /** Whether the choice falls on what is hot: all but one of `ratio`. */
  private hot(ratio: number): boolean {
    return this.draws.below(ratio) > 0;
  }

  /** One of the last thousand persons, or of the next ten. */
  private coldPerson(e: number): number {
    const last = lastPerson(e);
    const active = Math.min(last, 1000);
    return FIRST_ID + last - active + this.draws.below(active + 10);
  }

  /** One of the last hundred auctions, or of the next ten. */
  private coldAuction(e: number): number {
    const last = lastAuction(e);
    const least = Math.max(last - 100, 0);
    return least + this.draws.below(last - least + 1 + 10);
  }

  /** As many cents of each size from one dollar to a million. */
  private price(): number {
    const step = PRICE_STEPS[this.draws.below(PRICE_STEPS.length)]!;
    return Math.floor((step * 10 ** this.draws.below(6)) / 100_000);
  }

  private text(most: number): string {
    const length = 3 + this.draws.below(most - 3);
    let text = '';
    for (let i = 0; i < length; i++) {
      const letter = this.draws.below(13 * 26);
      text += letter < 26 ? '_' : String.fromCharCode(97 + (letter % 26));
    }
    return text;
  }

  /** Fills a row up to an average size, give or take a fifth. */
  private padding(row: object, average: number): string {
    const size = Object.values(row).reduce<number>((n, value) => n + (typeof value === 'string' ? value.length : 8), 0);
    const missing = average - size;
    if (missing <= 0) return '';
    const length = Math.round(missing * 0.8) + this.draws.below(Math.max(Math.round(missing * 0.4), 1));
    let text = '';
    while (text.length < length) text += String.fromCharCode(97 + this.draws.below(26));
    return text;
  }
}

const pick = <T>(draws: Draws, things: readonly T[]): T => things[draws.below(things.length)]!;

const lastPerson = (e: number): number => Math.floor(e / EPOCH);

function lastAuction(e: number): number {
  const [epoch, offset] = [Math.floor(e / EPOCH), e % EPOCH];
  if (offset < PERSONS) return Math.max(epoch * AUCTIONS - 1, 0);
  return epoch * AUCTIONS + Math.min(offset - PERSONS, AUCTIONS - 1);
}

/** @param place hot sellers are the first of a hundred, hot bidders the second */
const hotPerson = (e: number, place: number): number => FIRST_ID + Math.floor(lastPerson(e) / 100) * 100 + place;

/** A number with its 32 bits the other way round. */
function reversed(n: number): number {
  let [from, to] = [n, 0];
  for (let i = 0; i < 32; i++) {
    to = (to << 1) | (from & 1);
    from >>>= 1;
  }
  return to | 0;
}
