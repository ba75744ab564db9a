import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MillraceSession, type DataFrame } from '../../../../index.ts';

let session: MillraceSession;
beforeAll(async () => {
  session = await MillraceSession.builder.config('spark.sql.session.timeZone', 'UTC').create();
});
afterAll(() => session.stop());

const held = () => session.backend.embedded!.held();

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Rows of DataFrames that are gone leave the engine some time after a collection; an action ends what the last one left. */
async function localsAfterCollection(): Promise<number> {
  for (let turn = 0; turn < 6; turn++) {
    await session.range(1).count();
    collectGarbage();
    await new Promise(setImmediate);
  }
  return (await held()).locals;
}

const rowsOf = (n: number): DataFrame => session.createDataFrame(Array.from({ length: n }, (_, id) => ({ id })));

describe('the engine lets go of rows that crossed to it', { timeout: 20_000 }, () => {
  test('when the function of foreachBatch has returned', async () => {
    const stream = session.memoryStream('numbers', 'n INT');
    const counts: number[] = [];
    const query = await stream
      .toDF()
      .writeStream.foreachBatch(async (batch) => void counts.push(await batch.filter('n > 0').count()))
      .start();
    for (let i = 0; i < 30; i++) {
      await stream.addData([i]);
      await query.processAllAvailable();
    }
    expect(counts.reduce((a, b) => a + b)).toBe(29);
    expect((await held()).locals).toBe(0);
    await query.stop();
  });

  test('and takes them again when a batch is used later', async () => {
    const stream = session.memoryStream('numbers', 'n INT');
    const kept: DataFrame[] = [];
    const query = await stream
      .toDF()
      .writeStream.foreachBatch((batch) => void kept.push(batch.filter('n > 1')))
      .start();
    await stream.addData([1], [2], [3]);
    await query.processAllAvailable();
    await query.stop();
    expect(await kept.pop()!.count()).toBe(2);
  });

  test('when their DataFrame is gone', async () => {
    await (async () => {
      for (let i = 1; i <= 5; i++) expect(await rowsOf(i).filter('id >= 0').count()).toBe(i);
    })();
    expect(await localsAfterCollection()).toBe(0);
  });

  test('when the last view of them is dropped', async () => {
    await (async () => rowsOf(3).createOrReplaceTempView('three'))();
    await session.backend.createView('selected', session.table('three').filter('id > 0').relation, true);
    expect(await localsAfterCollection()).toBe(1);
    expect(await session.table('selected').count()).toBe(2);
    await session.backend.dropView('three');
    expect(await localsAfterCollection()).toBe(0);
  });

  test('and of the table of a memory sink with it', async () => {
    const stream = session.memoryStream('numbers', 'n INT');
    const query = await stream.toDF().writeStream.format('memory').queryName('kept').start();
    await stream.addData([1]);
    await query.processAllAvailable();
    await query.stop();
    expect((await held()).locals).toBe(1);
    await session.backend.dropView('kept');
    expect((await held()).locals).toBe(0);
  });
});

test('queries that ended are kept for a while, for their views, and not for ever', { timeout: 20_000 }, async () => {
  for (let i = 0; i < 60; i++) {
    const query = await session.readStream
      .format('rate')
      .load()
      .writeStream.format('noop')
      .trigger({ once: true })
      .start();
    await query.awaitTermination();
    expect(session.streams.get(query.runId)).toBe(null);
  }
  expect((await held()).queries).toBeLessThanOrEqual(51);
});

describe('interruptAll', () => {
  test('ends actions that run, each with its error, and leaves queries alone', async () => {
    const query = await session.readStream.format('rate').load().writeStream.format('noop').start();
    const long = session.range(1_000_000_000_000).selectExpr('sum(id * 2) AS s');
    const actions = [long.collect(), long.count()].map((action) => action.catch((error: unknown) => error));
    while ((await held()).executions < 2) await new Promise(setImmediate);
    expect(new Set(await session.interruptAll()).size).toBe(2);
    for (const error of await Promise.all(actions)) {
      expect(error).toMatchObject({ condition: 'OPERATION_CANCELED', sqlState: 'HY008' });
    }
    expect(await held()).toMatchObject({ executions: 0 });
    expect(query.isActive).toBe(true);
    await query.stop();
  });

  test('has nothing to end when nothing runs', async () => {
    expect(await session.range(10).count()).toBe(10);
    expect(await session.interruptAll()).toEqual([]);
  });
});
