import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expr, type DataFrame, type MillraceSession } from '../../../index.ts';
import { Decimal, decimalToText, divideHalfUp, rescale } from '../../../engine/types/decimal.ts';
import { threadedSession } from './threaded-sessions.ts';

/** DECIMALs of more than 18 digits in every operator, beside the same computed of bigints, on any number of threads. */

let sessions: MillraceSession[];
beforeAll(async () => {
  sessions = await Promise.all([1, 2, 4].map((threads) => threadedSession(threads)));
}, 60_000);
afterAll(() => Promise.all(sessions.map((session) => session.stop())));

const SCALE = 6;
const TYPE = `DECIMAL(30,${SCALE})`;

interface Row {
  readonly n: number;
  readonly a: bigint | null;
  readonly b: bigint;
}

/** Few distinct values and many, small and large. */
const unscaled = fc.oneof(
  fc.bigInt({ min: -3n, max: 3n }).map((n) => n * 10n ** 20n),
  fc.bigInt({ min: -(10n ** 29n), max: 10n ** 29n }),
  fc.bigInt({ min: -1000n, max: 1000n }),
  fc.constantFrom(2n ** 32n, 2n ** 64n, -(2n ** 64n), 2n ** 64n - 1n, -(2n ** 63n) - 1n),
);
const rows: fc.Arbitrary<Row[]> = fc
  .array(fc.record({ a: fc.option(unscaled, { freq: 6 }), b: unscaled }), { minLength: 1, maxLength: 30 })
  .map((all) => all.map((row, n) => ({ n, ...row })));

const text = (n: bigint | null, scale = SCALE): string | null => (n === null ? null : decimalToText(n, scale));

const frame = (session: MillraceSession, all: readonly Row[]): DataFrame =>
  session
    .createDataFrame(
      all.map(({ n, a, b }) => ({ n, a: text(a), b: text(b) })),
      'n INT, a STRING, b STRING',
    )
    .selectExpr('n', `CAST(a AS ${TYPE}) AS a`, `CAST(b AS ${TYPE}) AS b`);

/** The rows of each session, decimals as texts. */
async function same(all: readonly Row[], plan: (rows: DataFrame) => DataFrame): Promise<unknown[][]> {
  const answers: unknown[][][] = [];
  for (const session of sessions) {
    const collected = await plan(frame(session, all)).collect({ bigint: true });
    answers.push(collected.map((row) => Object.values(row).map((v) => (v instanceof Decimal ? v.toString() : v))));
  }
  for (const answer of answers) expect(answer).toEqual(answers[0]);
  return answers[0]!;
}

const named = (...expressions: readonly string[]): string[] => expressions.map((text, i) => `${text} AS c${i}`);
const RUNS = { numRuns: 15 };
const compared = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0);

describe('wide decimals', { timeout: 60_000 }, () => {
  test('are computed row by row as bigints are', async () => {
    await fc.assert(
      fc.asyncProperty(rows, async (all) => {
        const answer = await same(all, (df) =>
          df.selectExpr(...named(
            'a + b', 'a - b', '-a', 'abs(b)', 'CAST(a AS STRING)', 'try_multiply(a, b)', 'a > b', 'a <=> b',
            'coalesce(a, b)', 'greatest(a, b)', 'CASE WHEN a < 0 THEN a ELSE b END', 'a IN (b, 0)',
            'TRY_CAST(a AS BIGINT)', 'TRY_CAST(b AS DECIMAL(20,2))', 'TRY_CAST(b AS INT)', 'CAST(b AS DOUBLE)', 'try_divide(a, b)', 'try_mod(a, b)', 'round(b, 2)',
          )),
        ); // prettier-ignore
        const long = (n: bigint): bigint | null => (BigInt.asIntN(64, n) === n ? n : null);
        const short = (n: bigint): string | null => (n < 10n ** 20n && n > -(10n ** 20n) ? text(n, 2) : null);
        const product = (x: bigint, y: bigint): string | null => {
          const rounded = rescale(x * y, 2 * SCALE, SCALE);
          return rounded < 10n ** 38n && rounded > -(10n ** 38n) ? text(rounded) : null;
        };
        // DECIMAL(38, 8) in place of DECIMAL(67, 37), as Spark bounds a quotient.
        const quotient = (x: bigint, y: bigint): string | null => {
          const n = divideHalfUp((y < 0n ? -x : x) * 10n ** 8n, y < 0n ? -y : y);
          return n < 10n ** 38n && n > -(10n ** 38n) ? text(n, 8) : null;
        };
        const or = (a: bigint | null, f: (a: bigint) => unknown): unknown => (a === null ? null : f(a));
        const unit = 10n ** BigInt(SCALE);
        const expected = all.map(({ a, b }) => [
          or(a, (x) => text(x + b)), or(a, (x) => text(x - b)), or(a, (x) => text(-x)), text(b < 0n ? -b : b), text(a),
          or(a, (x) => product(x, b)), or(a, (x) => x > b), a === b, text(a ?? b), text(a === null || b > a ? b : a),
          text(a !== null && a < 0n ? a : b), or(a, (x) => x === b || x === 0n), or(a, (x) => long(x / unit)),
          short(rescale(b, SCALE, 2)), b / unit === BigInt(Number(b / unit) | 0) ? Number(b / unit) : null,
          Number(text(b)), or(a, (x) => (b === 0n ? null : quotient(x, b))), or(a, (x) => (b === 0n ? null : text(x % b))),
          text(rescale(b, SCALE, 2), 2),
        ]); // prettier-ignore
        expect(answer).toEqual(expected);
      }),
      RUNS,
    );
  });

  test('are sums, averages and extremes of bigints', async () => {
    await fc.assert(
      fc.asyncProperty(rows, async (all) => {
        const [answer] = await same(all, (df) =>
          df.agg(expr('sum(a)'), expr('avg(b)'), expr('min(a)'), expr('max(b)'), expr('count(DISTINCT a)')),
        );
        const present = all.flatMap(({ a }) => (a === null ? [] : [a])).sort(compared);
        const total = all.reduce((sum, { b }) => sum + b, 0n) * 10n ** 4n;
        const [n, size] = [BigInt(all.length), total < 0n ? -total : total];
        const average = ((2n * size + n) / (2n * n)) * (total < 0n ? -1n : 1n);
        expect(answer).toEqual([
          present.length === 0 ? null : text(present.reduce((sum, a) => sum + a)),
          text(average, SCALE + 4),
          text(present[0] ?? null),
          text(all.map(({ b }) => b).sort(compared).at(-1)!),
          BigInt(new Set(present).size),
        ]); // prettier-ignore
      }),
      RUNS,
    );
  });

  test('are keys of groups, joins and distinct rows', async () => {
    await fc.assert(
      fc.asyncProperty(rows, async (all) => {
        const firsts = [...new Set(all.map(({ a }) => a))];
        const of = (key: bigint | null): Row[] => all.filter(({ a }) => a === key);
        const groups = await same(all, (df) => df.groupBy('a').agg(expr('count(*)'), expr('sum(b)')));
        const total = (key: bigint | null): bigint => of(key).reduce((sum, { b }) => sum + b, 0n);
        expect(groups).toEqual(firsts.map((key) => [text(key), BigInt(of(key).length), text(total(key))]));
        expect(await same(all, (df) => df.select('a').distinct())).toEqual(firsts.map((key) => [text(key)]));
        const joined = await same(all, (df) =>
          df.select('n', 'a').join(df.selectExpr('n AS m', 'a'), 'a').selectExpr('n', 'm').orderBy('n', 'm'),
        );
        const pairs = all.flatMap(({ n, a }) => (a === null ? [] : of(a).map((other) => [n, other.n])));
        expect(joined).toEqual(pairs);
      }),
      RUNS,
    );
  });

  test('are summed by keys of which only totals are wanted', async () => {
    await fc.assert(
      fc.asyncProperty(rows, fc.integer({ min: 1, max: 40 }), async (all, keys) => {
        const [answer] = await same(all, (df) =>
          df
            .selectExpr(`n % ${keys} AS k`, 'b', 'CAST(n AS DECIMAL(18,2)) AS c')
            .groupBy('k')
            .agg(expr('sum(b)').as('s'), expr('avg(c)').as('m'), expr('sum(c)').as('t'))
            .agg(expr('max(s)'), expr('min(s)'), expr('count(*)'), expr('sum(m)'), expr('max(t)')),
        );
        const sums = new Map<number, { sum: bigint; total: number; count: number }>();
        for (const { n, b } of all) {
          const { sum, total, count } = sums.get(n % keys) ?? { sum: 0n, total: 0, count: 0 };
          sums.set(n % keys, { sum: sum + b, total: total + n, count: count + 1 });
        }
        const groups = [...sums.values()];
        const ordered = groups.map(({ sum }) => sum).sort(compared);
        const means = groups.map(({ total, count }) => divideHalfUp(BigInt(total) * 10n ** 6n, BigInt(count)));
        expect(answer).toEqual([
          text(ordered.at(-1)!), text(ordered[0]!), BigInt(groups.length),
          text(means.reduce((sum, mean) => sum + mean)), `${Math.max(...groups.map(({ total }) => total))}.00`,
        ]); // prettier-ignore
      }),
      RUNS,
    );
  });

  test('are put in order, and the first of them are taken', async () => {
    await fc.assert(
      fc.asyncProperty(rows, async (all) => {
        const up = all.toSorted((x, y) => compared(x.b, y.b)).map(({ n }) => [n]);
        const down = all.toSorted((x, y) => compared(y.b, x.b)).map(({ n }) => [n]);
        expect(await same(all, (df) => df.orderBy('b').select('n'))).toEqual(up);
        expect(await same(all, (df) => df.orderBy(expr('b').desc()).select('n'))).toEqual(down);
        expect(await same(all, (df) => df.orderBy('b').limit(5).select('n'))).toEqual(up.slice(0, 5));
      }),
      RUNS,
    );
  });

  test('lie in lists and structs, and go through JSON and CSV', async () => {
    await fc.assert(
      fc.asyncProperty(rows, async (all) => {
        const answer = await same(all, (df) =>
          df.selectExpr(...named(
            'to_json(struct(a, b))', 'to_csv(struct(b, a))',
            'element_at(sort_array(array(a, b)), 2)', 'array_max(array(b, a))', 'struct(n, a).a', 'transform(array(b), x -> x + 1)[0]',
            'map(n, b)[n]', 'hash(a, b) = hash(struct(a, b))', 'xxhash64(b) = xxhash64(array(b))',
          )),
        ); // prettier-ignore
        const larger = (a: bigint | null, b: bigint): bigint => (a === null || b > a ? b : a);
        const expected = all.map(({ a, b }) => [
          a === null ? `{"b":${text(b)}}` : `{"a":${text(a)},"b":${text(b)}}`, `${text(b)},${text(a) ?? ''}`,
          text(larger(a, b)), text(larger(a, b)), text(a), text(b + 10n ** BigInt(SCALE)), text(b), true, true,
        ]); // prettier-ignore
        expect(answer).toEqual(expected);
      }),
      RUNS,
    );
  });
});

describe('a sum of wide decimals', () => {
  const most = '9'.repeat(38);
  const sums = (session: MillraceSession, values: readonly string[], aggregate: string): Promise<unknown[]> =>
    session
      .createDataFrame(
        values.map((t) => ({ t })),
        't STRING',
      )
      .selectExpr('CAST(t AS DECIMAL(38,0)) AS x')
      .agg(expr(aggregate).as('s'))
      .collect();

  test('may pass 38 digits and 128 bits on its way', async () => {
    const values = [...Array<string>(7).fill(most), ...Array<string>(7).fill(`-${most}`), '5'];
    for (const session of sessions) expect(String((await sums(session, values, 'sum(x)')).map((r) => String((r as { s: unknown }).s)))).toBe('5'); // prettier-ignore
  });

  test('fails where it ends beyond 38 digits, or is NULL where that is wanted', async () => {
    for (const count of [2, 4, 5, 8, 16]) {
      const values = Array<string>(count).fill(most);
      for (const session of sessions) {
        await expect(sums(session, values, 'sum(x)')).rejects.toThrow('cannot be represented as Decimal(38, 0)');
        expect(await sums(session, values, 'try_sum(x)')).toEqual([{ s: null }]);
      }
    }
  });
});
