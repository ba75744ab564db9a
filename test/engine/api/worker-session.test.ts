import { spawnSync } from 'node:child_process';
import { threadId } from 'node:worker_threads';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { col, lit, MillraceSession } from '../../../index.ts';

let session: MillraceSession;
beforeAll(async () => {
  session = await MillraceSession.builder.config('spark.sql.session.timeZone', 'UTC').create();
});
afterAll(() => session.stop());

test('the engine runs on a thread of its own', async () => {
  expect(await session.backend.embedded!.threadId()).not.toBe(threadId);
});

test('batches cross the thread as columns, with every type intact', async () => {
  const df = session
    .range(3)
    .selectExpr(
      'id',
      "concat('k', id) AS text",
      'id = 1 AS yes',
      'cast(id AS DECIMAL(10,2)) AS money',
      'timestamp_seconds(id) AS at',
      'array(id, null) AS list',
      "named_struct('a', id, 'b', null) AS pair",
      "cast('x' AS BINARY) AS bytes",
      'nullif(id, 1) AS maybe',
    );
  const rows = await df.collect();
  expect(rows[1]).toMatchObject({
    id: 1,
    text: 'k1',
    yes: true,
    list: [1, null],
    pair: { a: 1, b: null },
    maybe: null,
  });
  expect(String(rows[1]!['money'])).toBe('1.00');
  expect(rows[1]!['at'].getTime()).toBe(1000);
  expect([...rows[1]!['bytes']]).toEqual([120]);
});

test('an error keeps its condition and its cure on the way', async () => {
  await expect(session.range(1).selectExpr('1 / 0').collect()).rejects.toMatchObject({
    condition: 'DIVIDE_BY_ZERO',
    sqlState: '22012',
  });
});

test('what is too deep to be copied to the thread is refused, and the session goes on', async () => {
  let sum = col('id');
  for (let i = 0; i < 20_000; i++) sum = sum.plus(lit(1));
  await expect(session.range(1).select(sum).collect()).rejects.toMatchObject({
    condition: 'FAILED_TO_PARSE_TOO_COMPLEX',
  });
  expect(await session.range(3).count()).toBe(3);
});

test('user code goes on while the engine works', async () => {
  let ticks = 0;
  const timer = setInterval(() => ticks++, 1);
  await session.range(3_000_000).selectExpr('sum(id % 7) AS s').collect();
  clearInterval(timer);
  expect(ticks).toBeGreaterThan(5);
});

test('a program that stands on the command line has an engine, too', () => {
  const program = `
    import { MillraceSession } from ${JSON.stringify(new URL('../../../index.ts', import.meta.url).href)};
    const session = await MillraceSession.builder.create();
    console.log(await session.range(3).count());
    await session.stop();`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' });
  expect(stdout, stderr).toBe('3\n');
});
