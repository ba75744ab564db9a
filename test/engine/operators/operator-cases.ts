import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DataFrame } from '../../../engine/api/data-frame.ts';
import type { MillraceSession } from '../../../engine/api/session.ts';
import { inlineSession } from '../../stream/inline-session.ts';
import { plain } from '../../stream/test-stream.ts';

/** What a query starts from: the same four orders as a batch or as a stream, and the session. */
export interface Start {
  readonly orders: DataFrame;
  readonly session: MillraceSession;
}

type Query = (start: Start) => DataFrame;

/** What an operator does, as data. */
export interface OperatorCase {
  readonly query: Query;
  /** Rows of the batch, in any order. */
  readonly rows?: readonly (readonly unknown[])[];
  /** What the optimised plan looks like. */
  readonly plan?: RegExp;
  /** What the message for Spark Connect says at least. */
  readonly message?: object;
  /** Whether a stream in append mode gives the rows of the batch, however they are split. */
  readonly streams?: true;
}

/** What an operator refuses. */
export interface Refusal {
  readonly query: Query;
  /** Output mode of the streaming query; a batch query without. */
  readonly mode?: 'append' | 'update' | 'complete';
  readonly condition: string;
}

const SCHEMA = 'id INT, country STRING, amount INT, ts TIMESTAMP';
const at = (seconds: number): Date => new Date(seconds * 1000);
const ORDERS = [
  { id: 1, country: 'PT', amount: 5, ts: at(1) },
  { id: 2, country: 'ES', amount: 7, ts: at(12) },
  { id: 3, country: 'PT', amount: 9, ts: at(13) },
  { id: 4, country: null, amount: null, ts: null },
];

let session: MillraceSession;

/** Has a session for the tests of a file. */
export function onASession(): void {
  beforeAll(async () => ({ session } = await inlineSession()));
  afterAll(() => session.stop());
}

const ofBatch = (): Start => ({ session, orders: session.createDataFrame(ORDERS, SCHEMA) });

const texts = (rows: readonly object[]): string[] =>
  rows.map((row) => JSON.stringify(Object.values(row).map(plain))).sort();

/** Tests that each query does what it says. */
export function does(cases: Readonly<Record<string, OperatorCase>>): void {
  test.each(Object.entries(cases))('%s', async (_, { query, rows, plan, message, streams }) => {
    const df = query(ofBatch());
    if (rows !== undefined) expect(texts(await df.collect())).toEqual(rows.map((row) => JSON.stringify(row)).sort());
    if (plan !== undefined) {
      const explained = await df.explainString('extended');
      expect(explained.slice(explained.indexOf('== Optimized'), explained.indexOf('== Physical'))).toMatch(plan);
    }
    if (message !== undefined) expect(df.plan).toMatchObject(message);
    if (streams === true)
      for (const size of [1, 3]) expect(await streamed(query, size)).toEqual(texts(await df.collect()));
  });
}

/** Tests that each query is refused. */
export function refuses(cases: Readonly<Record<string, Refusal>>): void {
  test.each(Object.entries(cases))('refuses %s', async (_, { query, mode, condition }) => {
    const refused =
      mode === undefined
        ? Promise.resolve().then(() => query(ofBatch()).collect())
        : Promise.resolve().then(() => started(query(ofStream().start), mode));
    await expect(refused).rejects.toMatchObject({ condition });
  });
}

function ofStream(): { start: Start; add(rows: readonly object[]): Promise<unknown> } {
  const stream = session.memoryStream('orders', SCHEMA);
  return { start: { session, orders: stream.toDF() }, add: (rows) => stream.addData(...rows) };
}

const started = (df: DataFrame, mode: string): Promise<unknown> =>
  df.writeStream.format('noop').outputMode(mode).start();

/** The rows that a stream gives in append mode when so many come at a time. */
async function streamed(query: Query, size: number): Promise<string[]> {
  const { start, add } = ofStream();
  const out: object[] = [];
  const running = await query(start)
    .writeStream.outputMode('append')
    .foreachBatch(async (batch) => void out.push(...(await batch.collect())))
    .start();
  for (let from = 0; from < ORDERS.length; from += size) {
    await add(ORDERS.slice(from, from + size));
    await running.processAllAvailable();
  }
  await running.stop();
  return texts(out);
}
