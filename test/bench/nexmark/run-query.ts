import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DataFrame, MillraceSession } from '../../../index.ts';
import type { Scalar } from '../../../engine/columnar/vector.ts';
import type { Auction, Bid, NexmarkEvent, Person } from './generator.ts';
import type { NexmarkQuery } from './nexmark-query.ts';
import { eventsOf, SCHEMAS, STREAM_NAMES, type NexmarkStreams, type StreamName } from './streams.ts';

const LATENESS = '4 seconds';
const DAY_MS = 86_400_000;

type Answer = (string | null)[][];

/**
 * The rows that a query has in the end, by streams in memory that are fed chunk by chunk.
 *
 * @param chunks what comes between two triggers
 */
export async function answerOf(
  session: MillraceSession,
  query: NexmarkQuery,
  chunks: readonly (readonly NexmarkEvent[])[],
): Promise<Answer> {
  const inputs = STREAM_NAMES.map((name) => ({ name, stream: session.memoryStream(name, SCHEMAS[name]) }));
  const frame = (name: StreamName): DataFrame =>
    inputs
      .find((input) => input.name === name)!
      .stream.toDF()
      .withWatermark('dateTime', LATENESS);
  const side = session.range(10_000).selectExpr('id AS key', 'CAST(id AS STRING) AS value');
  const streams: NexmarkStreams = { person: frame('person'), auction: frame('auction'), bid: frame('bid'), side };
  const taking = await Taking.start(session, query, query.make(streams));
  try {
    for (const chunk of query.closes === true ? [...chunks, closing(chunks)] : chunks) {
      const { persons, auctions, bids } = eventsOf(chunk);
      const rows = { person: persons.map(personRow), auction: auctions.map(auctionRow), bid: bids.map(bidRow) };
      await session.backend.embedded!.feed(
        inputs.map(({ name, stream }) => ({ streamId: stream.streamId, rows: rows[name] })),
      );
      await taking.query.processAllAvailable();
    }
    return await taking.answer();
  } finally {
    await taking.stop();
  }
}

/** What came of a query so far. */
class Taking {
  readonly query: Awaited<ReturnType<ReturnType<DataFrame['writeStream']['format']>['start']>>;
  private readonly session: MillraceSession;
  private readonly keys: readonly string[] | undefined;
  private readonly rows: Map<string, (string | null)[]>;
  /** Where the query writes files. */
  private readonly folder: string | null;

  private constructor(
    session: MillraceSession,
    query: Taking['query'],
    keys: readonly string[] | undefined,
    rows: Taking['rows'],
    folder: string | null,
  ) {
    this.session = session;
    this.query = query;
    this.keys = keys;
    this.rows = rows;
    this.folder = folder;
  }

  static async start(
    session: MillraceSession,
    { mode, keys, partitionBy }: NexmarkQuery,
    df: DataFrame,
  ): Promise<Taking> {
    const rows = new Map<string, (string | null)[]>();
    const columns = await df.columns();
    const writer = df.writeStream.outputMode(mode);
    if (partitionBy !== undefined) {
      const folder = mkdtempSync(join(tmpdir(), 'nexmark-'));
      const to = writer
        .format('csv')
        .partitionBy(...partitionBy)
        .option('checkpointLocation', join(folder, 'checkpoint'));
      return new Taking(session, await to.start(join(folder, 'out')), keys, rows, folder);
    }
    const query = await writer
      .foreachBatch(async (batch) => {
        for (const row of await batch.selectExpr(...columns.map(asText)).collect()) {
          const key = keys === undefined ? String(rows.size) : JSON.stringify(keys.map((name) => row[name]));
          rows.set(
            key,
            columns.map((name) => row[name] as string | null),
          );
        }
      })
      .start();
    return new Taking(session, query, keys, rows, null);
  }

  async answer(): Promise<Answer> {
    if (this.folder === null) return [...this.rows.values()];
    const schema = 'auction BIGINT, bidder BIGINT, price BIGINT, dateTime TIMESTAMP, dt STRING, hm STRING';
    const written = this.session.read.schema(schema).csv(join(this.folder, 'out'));
    const names = await written.columns();
    return (await written.selectExpr(...names.map(asText)).collect()).map((row) => names.map((name) => row[name]));
  }

  async stop(): Promise<void> {
    await this.query.stop();
    if (this.folder !== null) rmSync(this.folder, { recursive: true });
  }
}

const asText = (name: string): string => `CAST(${name} AS STRING) AS ${name}`;

/** Events of the next day, behind which all windows are over; nothing else has their ids. */
function closing(chunks: readonly (readonly NexmarkEvent[])[]): NexmarkEvent[] {
  const dateTime = chunks.at(-1)!.at(-1)!.event.dateTime + DAY_MS;
  return [
    {
      kind: 'person',
      event: { id: -1, name: '', emailAddress: '', creditCard: '', city: '', state: '', dateTime, extra: '' },
    },
    {
      kind: 'auction',
      event: {
        id: -2,
        itemName: '',
        description: '',
        initialBid: 0,
        reserve: 0,
        dateTime,
        expires: dateTime,
        seller: -3,
        category: 0,
        extra: '',
      },
    },
    { kind: 'bid', event: { auction: -4, bidder: -5, price: 0, channel: '', url: '', dateTime, extra: '' } },
  ];
}

const micros = (ms: number): bigint => BigInt(ms) * 1000n;

const personRow = (p: Person): Scalar[] => [
  BigInt(p.id),
  p.name,
  p.emailAddress,
  p.creditCard,
  p.city,
  p.state,
  micros(p.dateTime),
  p.extra,
];

const auctionRow = (a: Auction): Scalar[] => [
  BigInt(a.id),
  a.itemName,
  a.description,
  BigInt(a.initialBid),
  BigInt(a.reserve),
  micros(a.dateTime),
  micros(a.expires),
  BigInt(a.seller),
  BigInt(a.category),
  a.extra,
];

const bidRow = (b: Bid): Scalar[] => [
  BigInt(b.auction),
  BigInt(b.bidder),
  BigInt(b.price),
  b.channel,
  b.url,
  micros(b.dateTime),
  b.extra,
];
