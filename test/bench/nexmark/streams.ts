import type { DataFrame } from '../../../index.ts';
import type { Auction, Bid, NexmarkEvent, NexmarkGenerator, Person } from './generator.ts';

/** Names and types of the streams' columns. */
export const SCHEMAS = {
  person:
    'id BIGINT, name STRING, emailAddress STRING, creditCard STRING, city STRING, state STRING, dateTime TIMESTAMP, extra STRING',
  auction:
    'id BIGINT, itemName STRING, description STRING, initialBid BIGINT, reserve BIGINT, dateTime TIMESTAMP, expires TIMESTAMP, seller BIGINT, category BIGINT, extra STRING',
  bid: 'auction BIGINT, bidder BIGINT, price BIGINT, channel STRING, url STRING, dateTime TIMESTAMP, extra STRING',
} as const;

export type StreamName = keyof typeof SCHEMAS;

export const STREAM_NAMES = Object.keys(SCHEMAS) as StreamName[];

/** The streams of a query; with a watermark of four seconds where it wants one. */
export interface NexmarkStreams {
  readonly person: DataFrame;
  readonly auction: DataFrame;
  readonly bid: DataFrame;
  /** A table of `key BIGINT, value STRING`: 0 to 9,999, and the same as texts. */
  readonly side: DataFrame;
}

/** All events of a run, by kind and in their order. */
export interface Events {
  readonly persons: readonly Person[];
  readonly auctions: readonly Auction[];
  readonly bids: readonly Bid[];
}

export function eventsOf(all: readonly NexmarkEvent[]): Events {
  return {
    persons: all.flatMap((one) => (one.kind === 'person' ? [one.event] : [])),
    auctions: all.flatMap((one) => (one.kind === 'auction' ? [one.event] : [])),
    bids: all.flatMap((one) => (one.kind === 'bid' ? [one.event] : [])),
  };
}

/** The first events of a generator. */
export const firstEvents = (generator: NexmarkGenerator, count: number): NexmarkEvent[] =>
  Array.from({ length: count }, (_, e) => generator.at(e));
