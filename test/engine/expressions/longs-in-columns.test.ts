import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MillraceSession } from '../../../engine/api/session.ts';
import { inlineSession } from '../../stream/inline-session.ts';

let session: MillraceSession;
beforeAll(async () => ({ session } = await inlineSession()));
afterAll(() => session.stop());

type Row = readonly [a: bigint | null, b: bigint | null];

const MOST = 2n ** 63n - 1n;
const LEAST = -(2n ** 63n);
const NINE = 9n * 10n ** 15n;
/** Where halves, doubles and 64 bits end, both signs, and NULLs between them: what a row leaves behind must not be seen. */
const VALUES: (bigint | null)[] = [0n, 1n, 7n, 2n ** 31n, 2n ** 32n, 2n ** 53n, NINE, 2n ** 62n, MOST]
  .flatMap((n) => [n - 1n, n, null, -n, n + 1n])
  .filter((n) => n === null || BigInt.asIntN(64, n) === n);
const ROWS: Row[] = [
  ...VALUES.flatMap((a, i) => VALUES.filter((_, k) => (i * 7 + k) % 5 < 2).map((b): Row => [a, b])),
  [LEAST, -1n],
  [LEAST, 1n],
  [-1n, LEAST],
  [MOST, -1n],
  [3037000500n, 3037000500n],
  [3037000499n, 3037000499n],
  [-3037000500n, 3037000500n],
];

/** What an expression gives for rows that lie in one batch; the condition of the first error where there is one. */
async function answers(rows: readonly Row[], expression: string): Promise<unknown> {
  try {
    const made = session.createDataFrame(
      rows.map((row) => [...row]),
      'a BIGINT, b BIGINT',
    );
    return (await made.selectExpr(`${expression} AS x`).collect({ bigint: true })).map((row) => row['x']);
  } catch (error) {
    return (error as { condition: string }).condition;
  }
}

const fits = (n: bigint): boolean => BigInt.asIntN(64, n) === n;
const size = (n: bigint): bigint => (n < 0n ? -n : n);
const bits = (n: bigint): string => BigInt.asUintN(64, n).toString(2);

/** Half up, or half to even, at so many digits before the point. */
function rounded(n: bigint, digits: number, even: boolean): bigint {
  const unit = 10n ** BigInt(digits);
  const [q, twice] = [size(n) / unit, (size(n) % unit) * 2n];
  const up = twice > unit || (twice === unit && (!even || q % 2n === 1n));
  return (n < 0n ? -1n : 1n) * (up ? q + 1n : q) * unit;
}

/** Undefined where Spark fails, by an overflow or a division by zero. */
type Of = (a: bigint, b: bigint) => unknown;
const whole = (of: (a: bigint, b: bigint) => bigint | undefined): Of => {
  return (a, b) => {
    const n = of(a, b);
    return n !== undefined && fits(n) ? n : undefined;
  };
};
const positive = (a: bigint, b: bigint): bigint => (a % b < 0n ? ((a % b) + b) % b : a % b);

const CASES: [expression: string, attempt: string | null, of: Of][] = [
  ['a + b', 'try_add(a, b)', whole((a, b) => a + b)],
  ['a - b', 'try_subtract(a, b)', whole((a, b) => a - b)],
  ['a * b', 'try_multiply(a, b)', whole((a, b) => a * b)],
  ['a * 3', 'try_multiply(a, 3L)', whole((a) => a * 3n)],
  ['a + 1 - b', null, whole((a, b) => (fits(a + 1n) ? a + 1n - b : undefined))],
  ['(a - 1) * b', null, whole((a, b) => (fits(a - 1n) ? (a - 1n) * b : undefined))],
  ['a div b', null, whole((a, b) => (b === 0n ? undefined : a / b))],
  ['a div 7', null, whole((a) => a / 7n)],
  ['a % b', 'try_mod(a, b)', whole((a, b) => (b === 0n ? undefined : a % b))],
  ['a % 7', null, whole((a) => a % 7n)],
  ['pmod(a, b)', null, whole((a, b) => (b === 0n ? undefined : positive(a, b)))],
  ['pmod(a, 7)', null, whole((a) => positive(a, 7n))],
  ['-a', null, whole((a) => -a)],
  ['abs(a)', null, whole(size)],
  ['positive(a)', null, whole((a) => a)],
  ['ceil(a)', null, whole((a) => a)],
  ['round(a, 2)', null, whole((a) => a)],
  ['round(a, -2)', null, whole((a) => rounded(a, 2, false))],
  ['round(a, -17)', null, whole((a) => rounded(a, 17, false))],
  ['round(a, -40)', null, () => 0n],
  ['bround(a, -1)', null, whole((a) => rounded(a, 1, true))],
  ['shiftleft(a, 33)', null, (a) => BigInt.asIntN(64, a << 33n)],
  ['shiftright(a, 5)', null, (a) => a >> 5n],
  ['shiftrightunsigned(a, 40)', null, (a) => BigInt.asUintN(64, a) >> 40n],
  ['shiftrightunsigned(a, 64)', null, (a) => a],
  ['bit_count(a)', null, (a) => bits(a).replaceAll('0', '').length],
  ['bit_get(a, 3)', null, (a) => Number((a >> 3n) & 1n)],
  ['bit_get(a, 40)', null, (a) => Number((a >> 40n) & 1n)],
  ['bit_get(a, 63)', null, (a) => (a < 0n ? 1 : 0)],
  ['bin(a)', null, bits],
  ['array_max(array(a, b))', null, (a, b) => (a > b ? a : b)],
  ['array_min(array(a, b))', null, (a, b) => (a < b ? a : b)],
  ['aggregate(array(a, b, -a), 0L, (x, y) -> x ^ y)', null, (a, b) => (fits(-a) ? a ^ b ^ -a : undefined)],
  ['sequence(a, a)[0]', null, (a) => a],
];

const wantedBy =
  (expression: string, of: Of) =>
  ([a, b]: Row): unknown =>
    a === null || (b === null && /\bb\b/.test(expression)) ? null : of(a, b ?? 0n);

describe.each(CASES)('%s', (expression, _, of) => {
  const wanted = wantedBy(expression, of);
  const skipsNull = expression.startsWith('array_');
  const rows = skipsNull ? ROWS.filter(([a, b]) => a !== null && b !== null) : ROWS;

  test('is what bigints give, row beside row', async () => {
    const present = rows.filter((row) => wanted(row) !== undefined);
    expect(await answers(present, expression)).toEqual(present.map(wanted));
    const failing = rows.filter((row) => wanted(row) === undefined);
    for (const row of failing) {
      const isDivision = row[1] === 0n && /div|%|mod/.test(expression);
      const condition = isDivision ? /^(DIVIDE|REMAINDER)_BY_ZERO$/ : /^ARITHMETIC_OVERFLOW$/;
      expect(await answers([[1n, 1n], row], expression)).toMatch(condition);
    }
  });
});

test.each(CASES.filter(([, attempt]) => attempt !== null))(
  '%s: %s is NULL in place of an error',
  async (expression, attempt, of) => {
    const wanted = wantedBy(expression, of);
    expect(await answers(ROWS, attempt!)).toEqual(ROWS.map((row) => wanted(row) ?? null));
  },
);

test('items of BIGINT are folded in fields, too', async () => {
  const rows: Row[] = [
    [1n, 5n],
    [null, 3n],
    [NINE * 100n, NINE],
    [-3n, null],
  ];
  const sums = "named_struct('s', 0L, 'n', 0L)";
  const merge = "(x, y) -> named_struct('s', x.s + y, 'n', x.n + 1)";
  const folded = `aggregate(filter(array(a, b), v -> v IS NOT NULL), ${sums}, ${merge}, x -> x.s div x.n)`;
  expect(await answers(rows, folded)).toEqual([3n, 3n, (NINE * 101n) / 2n, -3n]);
  expect(await answers(rows, 'array_max(array(a, b))')).toEqual([5n, 3n, NINE * 100n, -3n]);
  expect(await answers(rows, 'array_min(array(a, b))')).toEqual([1n, 3n, NINE, -3n]);
  expect(await answers(rows, 'aggregate(array(a, b), 0L, (x, y) -> x + y)')).toEqual([6n, null, NINE * 101n, null]);
});

test('sequences of BIGINT begin, go and end where they are told to', async () => {
  const rows: Row[] = [
    [1n, 4n],
    [4n, 1n],
    [null, 1n],
    [MOST - 2n, MOST],
    [LEAST + 2n, LEAST],
    [NINE - 1n, NINE + 1n],
  ];
  expect(await answers(rows, 'size(sequence(a, b))')).toEqual([4, 4, null, 3, 3, 3]);
  expect(await answers(rows, 'sequence(a, b)[int(abs(b % 2)) + 1]')).toEqual([
    2n,
    2n,
    null,
    MOST,
    LEAST + 1n,
    NINE + 1n,
  ]);
  expect(await answers([[1n, 10n], [-1n, MOST]], 'size(sequence(a, a + 9, 4))')).toEqual([3, 3]); // prettier-ignore
  expect(await answers([[LEAST, MOST]], `size(sequence(a, b, ${MOST}))`)).toEqual([3]);
  expect(await answers([[1n, 2n]], 'sequence(a, b, -1)')).toBe('IllegalArgumentException');
  expect(await answers([[LEAST, MOST]], 'sequence(a, b, -1L)')).toBe('IllegalArgumentException');
});
