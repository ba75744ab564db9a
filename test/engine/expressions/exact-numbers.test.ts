import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MillraceSession } from '../../../engine/api/session.ts';
import { inlineSession } from '../../stream/inline-session.ts';

let session: MillraceSession;
beforeAll(async () => ({ session } = await inlineSession()));
afterAll(() => session.stop());

const LEAST = -(2n ** 63n);
const MOST = 2n ** 63n - 1n;
/** Where doubles end to be exact, where runs of them are carried, and where BIGINT ends. */
const EDGES = [0n, 1n, 2n ** 52n, 2n ** 53n, 9n * 10n ** 15n, 2n ** 62n, MOST].flatMap((n) => [n - 1n, n, -n, 1n - n]);
const longs = fc.oneof(fc.constantFrom(...EDGES), fc.bigInt({ min: -1000n, max: 1000n }), fc.bigInt(LEAST, MOST));
const rowsOf = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<(T | null)[]> =>
  fc.array(fc.option(value, { freq: 6 }), { minLength: 1, maxLength: 30 });

const within = (n: bigint): bigint | null => (BigInt.asIntN(64, n) === n ? n : null);

/** What an expression gives for each row, as bigints; the error's condition where there is one. */
async function answers(rows: readonly (readonly unknown[])[], schema: string, expression: string): Promise<unknown> {
  try {
    const made = session.createDataFrame(
      rows.map((row) => [...row]),
      schema,
    );
    return (await made.selectExpr(`${expression} AS x`).collect({ bigint: true })).map((row) => row['x']);
  } catch (error) {
    return (error as { condition: string }).condition;
  }
}

describe('BIGINT', () => {
  test('sums are exact, and overflow where a sum on the way does', async () => {
    await fc.assert(
      fc.asyncProperty(rowsOf(longs), async (values) => {
        const rows = values.map((n) => [n]);
        let total: bigint | null = null;
        let overflows = false;
        for (const n of values) {
          if (n === null) continue;
          total = (total ?? 0n) + n;
          overflows ||= within(total) === null;
        }
        const wanted = overflows ? 'ARITHMETIC_OVERFLOW' : [total];
        expect(await answers(rows, 'n BIGINT', 'sum(n)')).toEqual(wanted);
      }),
      { numRuns: 200 },
    );
  });

  test('averages are those of the nearest doubles', async () => {
    await fc.assert(
      fc.asyncProperty(rowsOf(longs), async (values) => {
        const present = values.filter((n) => n !== null);
        const sum = present.reduce((a, n) => a + Number(n), 0);
        const rows = values.map((n) => [n]);
        expect(await answers(rows, 'n BIGINT', 'avg(n)')).toEqual([present.length === 0 ? null : sum / present.length]);
      }),
      { numRuns: 100 },
    );
  });

  test('casts to DOUBLE and INT and back round as one does', async () => {
    await fc.assert(
      fc.asyncProperty(longs, async (n) => {
        expect(await answers([[n]], 'n BIGINT', 'CAST(n AS DOUBLE)')).toEqual([Number(n)]);
        expect(await answers([[n]], 'n BIGINT', 'CAST(0 - abs(n) AS DOUBLE)')).toEqual(n === LEAST ? 'ARITHMETIC_OVERFLOW' : [0 - Math.abs(Number(n))]); // prettier-ignore
        const small = BigInt.asIntN(32, n) === n;
        expect(await answers([[n]], 'n BIGINT', 'CAST(n AS INT)')).toEqual(small ? [Number(n)] : 'CAST_OVERFLOW');
        expect(await answers([[n]], 'n BIGINT', 'CAST(CAST(n AS DOUBLE) AS BIGINT)')).toEqual([
          Number(n) >= 2 ** 63 ? MOST : BigInt(Number(n)),
        ]);
      }),
      { numRuns: 200 },
    );
  });

  test.each<[expression: string, of: (a: bigint, b: bigint) => bigint]>([
    ['-a + b * 0', (a) => -a],
    ['a + b', (a, b) => a + b],
    ['a - b', (a, b) => a - b],
    ['a * b', (a, b) => a * b],
    ['greatest(a, b)', (a, b) => (a > b ? a : b)],
    ['CASE WHEN a > b THEN a ELSE b - 1 END', (a, b) => (a > b ? a : b - 1n)],
    ['coalesce(nullif(a, b), 7)', (a, b) => (a === b ? 7n : a)],
  ])('%s is what bigints give, or an overflow', async (expression, of) => {
    await fc.assert(
      fc.asyncProperty(longs, longs, async (a, b) => {
        const wanted = within(of(a, b));
        expect(await answers([[a, b]], 'a BIGINT, b BIGINT', expression)).toEqual(
          wanted === null ? 'ARITHMETIC_OVERFLOW' : [wanted],
        );
      }),
      { numRuns: 100 },
    );
  });
});

describe('a branch that gives nothing', () => {
  test.each([
    ['CASE WHEN a > 0 THEN b END', [2, null, null]],
    ['coalesce(nullif(a, 1), nullif(b, 4))', [2, -1, null]],
    ['least(a, nullif(b, 4))', [1, -1, null]],
    ['if(a = 1, NULL, nullif(b, 4))', [null, 2, null]],
  ])('%s is NULL', async (expression, wanted) => {
    for (const type of ['INT', 'BIGINT', 'DOUBLE', 'DECIMAL(10,0)', 'DECIMAL(30,0)', 'FLOAT', 'SMALLINT']) {
      const made = session.createDataFrame([[1, 2], [-1, 2], [null, 4]], 'a INT, b INT').selectExpr(`CAST(a AS ${type}) AS a`, `CAST(b AS ${type}) AS b`); // prettier-ignore
      const rows = await made.selectExpr(`CAST(${expression} AS DOUBLE) AS x`).collect();
      expect(rows.map((row) => row['x'])).toEqual(wanted);
    }
  });
});

const UNSCALED = fc.bigInt({ min: -(10n ** 7n) + 1n, max: 10n ** 7n - 1n });

describe('decimals of few digits', () => {
  test.each<[op: '+' | '-' | '*', of: (a: bigint, b: bigint) => bigint, scale: number]>([
    ['+', (a, b) => a * 10n + b, 3],
    ['-', (a, b) => a * 10n - b, 3],
    ['*', (a, b) => a * b, 5],
  ])('%s is exact, by itself, behind try_ and summed', async (op, of, scale) => {
    const rows = fc.array(fc.tuple(fc.option(UNSCALED), UNSCALED), { minLength: 1, maxLength: 10 });
    const name = { '+': 'try_add', '-': 'try_subtract', '*': 'try_multiply' }[op];
    const text = (n: bigint | null, digits: number): string | null => {
      if (n === null) return null;
      const shown = String(n < 0n ? -n : n).padStart(digits + 1, '0');
      return `${n < 0n ? '-' : ''}${shown.slice(0, -digits)}.${shown.slice(-digits)}`;
    };
    await fc.assert(
      fc.asyncProperty(rows, async (values) => {
        const made = session
          .createDataFrame(
            values.map(([a, b]) => [text(a, 2), text(b, 3)]),
            'a STRING, b STRING',
          )
          .selectExpr('CAST(a AS DECIMAL(7,2)) AS a', 'CAST(b AS DECIMAL(7,3)) AS b');
        const wanted = values.map(([a, b]) => (a === null ? null : of(a, b)));
        const given = await made.selectExpr(`CAST(a ${op} b AS STRING) AS x`, `CAST(${name}(a, b) AS STRING) AS y`).collect(); // prettier-ignore
        expect(given.map((row) => row['x'])).toEqual(wanted.map((n) => text(n, scale)));
        expect(given.map((row) => row['y'])).toEqual(wanted.map((n) => text(n, scale)));
        const present = wanted.filter((n) => n !== null);
        const total = present.length === 0 ? null : present.reduce((a, b) => a + b, 0n);
        const [sum] = await made.selectExpr(`CAST(sum(a ${op} b) AS STRING) AS x`).collect();
        expect(sum!['x']).toEqual(text(total, scale));
      }),
      { numRuns: 60 },
    );
  });
});

test('a double is rounded down and up at some places as its digits say', async () => {
  const near = fc
    .tuple(fc.integer({ min: -(10 ** 7), max: 10 ** 7 }), fc.integer({ min: -3, max: 3 }))
    .map(([n, ulps]) => n / 100 + (ulps * Math.abs(n / 100)) / 2 ** 52);
  await fc.assert(
    fc.asyncProperty(fc.oneof(near, fc.double({ min: -1e13, max: 1e13, noNaN: true })), async (x) => {
      const given = await session
        .createDataFrame([[x]], 'x DOUBLE')
        .selectExpr(
          'floor(x, 2) AS down',
          'floor(CAST(x AS DECIMAL(30,15)), 2) AS exactDown',
          'ceil(x, 2) AS up',
          'ceil(CAST(x AS DECIMAL(30,15)), 2) AS exactUp',
        )
        .collect();
      const [row] = given;
      expect([row!['down'], row!['up']]).toEqual([row!['exactDown'], row!['exactUp']]);
    }),
    { numRuns: 400 },
  );
});
