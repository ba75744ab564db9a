import { types } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lit, MillraceSession } from '../../../index.ts';
import type { DataFrame } from '../../../index.ts';

let session: MillraceSession;
let rate: DataFrame;
beforeAll(async () => {
  session = await MillraceSession.builder.create();
  rate = session.readStream.format('rate').load();
});
afterAll(() => session.stop());

/** The line of this file on which it is called. */
const line = (): number => Number(/error-places\.test\.ts[^:]*:(\d+)/.exec(new Error().stack!.split('\n')[2]!)![1]);

const FAILS: readonly (readonly [what: string, call: () => [number, Promise<unknown>]])[] = [
  ['a table', () => [line(), session.table('nope').collect()]],
  ['a table as a stream', () => [line(), session.readStream.table('nope').schema()]],
  ['read.table', () => [line(), session.read.table('nope').count()]],
  ['sql', () => [line(), session.sql('SELECT 1').collect()]],
  ['a path', () => [line(), session.read.json('nowhere').collect()]],
  ['an unknown sink', () => [line(), rate.writeStream.format('nonsense').start()]],
  ['an unknown option', () => [line(), rate.writeStream.format('console').option('nonsense', 1).start()]],
  ['an unknown mode', () => [line(), rate.writeStream.outputMode('nonsense').start()]],
  ['a mode that does not fit', () => [line(), rate.writeStream.format('noop').outputMode('complete').start()]],
  ['no checkpoint', () => [line(), rate.writeStream.format('json').start('/nowhere/at/all')]],
  ['a batch', () => [line(), session.range(1).writeStream.format('noop').start()]],
  ['an argument', () => [line(), (async () => session.range(1).filter(undefined as never))()]],
  ['an argument of an action', () => [line(), session.range(1).take('1' as never)]],
  ['a value', () => [line(), (async () => session.range(1).select(lit([Symbol('x')])))()]],
];

test('what fails behind an await names the line that waits', async () => {
  const here = line() + 1;
  const error = (await rate.collect().catch((e: unknown) => e)) as { where?: string };
  expect(error.where).toBe(`api/error-places.test.ts, line ${here}`);
  const one = session.range(1);
  await one.createOrReplaceTempView('there');
  const there = line() + 1;
  const exists = (await one.createTempView('there').catch((e: unknown) => e)) as { where?: string };
  expect(exists.where).toBe(`api/error-places.test.ts, line ${there}`);
});

test.each(FAILS)('the error of %s names its line', async (_, call) => {
  const [at, failed] = call();
  const error = (await failed.then(
    () => null,
    (e: unknown) => e,
  )) as { where?: string; message: string } | null;
  expect(error?.where).toBe(`api/error-places.test.ts, line ${at}`);
  expect(error!.message).toContain(`at ${error!.where!}`);
});

const revoked = (): object => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
};

class Refused extends Error {}

const THROWN: readonly (readonly [what: string, thrown: () => unknown, reason: RegExp])[] = [
  ['an error', () => new TypeError('no rows'), /TypeError: no rows/],
  ['an error of a class', () => new Refused('by us'), /Error: by us/],
  ['null', () => null, /it threw null/],
  ['a text', () => 'text', /it threw text/],
  ['what cannot be shown', () => ({ toString: () => revoked() }), /cannot be shown/],
  ['a revoked proxy', revoked, /cannot be shown/],
];

test.each(THROWN)('foreachBatch that throws %s names itself, the batch and the line', async (_, thrown, reason) => {
  const what = thrown();
  const source = session.readStream.format('rate-micro-batch').option('rowsPerBatch', 1).load();
  const fails = (id: number): void => {
    if (id === 2) throw what;
  };
  const at = line() + 1;
  const query = await source.writeStream.foreachBatch((_batch, id) => fails(id)).start();
  await expect(query.awaitTermination()).rejects.toThrow(/foreachBatch failed on batch 2/);
  expect(query.exception).toMatchObject({ condition: 'FOREACH_BATCH_USER_FUNCTION_ERROR', sqlState: '39000' });
  expect(query.exception!.message).toMatch(reason);
  expect(query.exception!.cause === what).toBe(true);
  const where = types.isNativeError(what) ? /line \d+$/ : new RegExp(`line ${at}$`);
  expect(query.exception!.where).toMatch(where);
});

test('an error keeps the stack of the code in foreachBatch that threw it', async () => {
  const source = session.readStream.format('rate-micro-batch').option('rowsPerBatch', 1).load();
  let at = 0;
  const deep = async (): Promise<void> => {
    await Promise.resolve();
    at = line() + 1;
    throw new Error('deep');
  };
  const query = await source.writeStream.foreachBatch(async () => deep()).start();
  await query.awaitTermination().catch(() => undefined);
  expect(query.exception!.where).toBe(`api/error-places.test.ts, line ${at}`);
  expect((query.exception!.cause as Error).stack).toContain('deep');
});

test('an error of a DataFrame in foreachBatch keeps its own place and condition', async () => {
  const source = session.readStream.format('rate-micro-batch').option('rowsPerBatch', 1).load();
  let at = 0;
  const query = await source.writeStream
    .foreachBatch(async (batch) => {
      at = line() + 1;
      await batch.select('nope').collect();
    })
    .start();
  await query.awaitTermination().catch(() => undefined);
  expect(query.exception!.message).toMatch(/foreachBatch failed on batch 0: \[UNRESOLVED_COLUMN\.WITH_SUGGESTION\]/);
  expect(query.exception!.where).toBe(`api/error-places.test.ts, line ${at}`);
});
