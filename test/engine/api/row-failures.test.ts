import { afterAll, beforeAll, expect, test } from 'vitest';
import { col, expr, isMillraceError, sum, type DataFrame, type MillraceError } from '../../../index.ts';
import { inlineSession, type InlineSession } from '../../stream/inline-session.ts';

let inline: InlineSession;
beforeAll(async () => (inline = await inlineSession()));
afterAll(() => inline.session.stop());

/** Where this line stands. */
function here(): string {
  const line = /row-failures\.test\.ts[^:]*:(\d+)/.exec(new Error().stack!.split('\n')[2]!)![1];
  return `api/row-failures.test.ts, line ${line}`;
}

const ROWS = [
  { user: 'u-1', amount: '1.5', n: 1n },
  { user: 'u-2', amount: '12,50', n: 0n },
  { user: 'u-3', amount: '2.5', n: 9223372036854775807n },
];
const orders = (): DataFrame => inline.session.createDataFrame(ROWS, 'user STRING, amount STRING, n BIGINT');

async function failure(run: Promise<unknown>): Promise<MillraceError> {
  const error = await run.then(
    () => null,
    (e: unknown) => e,
  );
  if (!isMillraceError(error)) throw new Error(`no error of the engine but ${String(error)}`);
  return error;
}

test('a row that cannot be computed names the line that computes it, and itself', async () => {
  const [df, line] = [orders().select('user', col('amount').cast('double')), here()];
  const error = await failure(df.filter('user > "u-0"').collect());
  expect(error).toMatchObject({ condition: 'CAST_INVALID_INPUT', where: line });
  expect(error.input).toBe('row {"user":"u-2","amount":"12,50","n":0}');
  expect(error.message).toContain(`at ${line}`);
});

test('of several steps in one stage the one that failed is named', async () => {
  const steps = orders().filter("user <> 'x'");
  const [divided, line] = [steps.withColumn('q', expr('1 / n')), here()];
  const error = await failure(divided.filter('q > 0').collect());
  expect(error).toMatchObject({
    condition: 'DIVIDE_BY_ZERO',
    where: line,
    input: 'row {"user":"u-2","amount":"12,50","n":0}',
  });
});

test('the row that an aggregate cannot take', async () => {
  const [total, line] = [orders().groupBy().agg(sum('n').as('n')), here()];
  const error = await failure(total.collect());
  expect(error).toMatchObject({ condition: 'ARITHMETIC_OVERFLOW', where: line });
  expect(error.input).toBe('row {"user":"u-3","amount":"2.5","n":9223372036854775807}');
});

test('a streaming query fails with the same', async () => {
  const stream = inline.session.memoryStream('amounts', 'user STRING, amount STRING');
  const [df, line] = [stream.toDF().select(col('amount').cast('double')), here()];
  const query = await df.writeStream.format('noop').start();
  await stream.addData(['u-1', '1.5']);
  await query.processAllAvailable();
  await stream.addData(['u-2', '12,50']);
  const error = await failure(query.processAllAvailable());
  expect(error).toMatchObject({ condition: 'CAST_INVALID_INPUT', where: line });
  expect(error.input).toBe('row {"amount":"12,50"}');
});
