import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileExpression } from '../../../engine/expressions/evaluate.ts';
import { addMonthsToDays, floorDiv, floorMod, MICROS_PER_DAY } from '../../../engine/types/calendar.ts';
import { isMillraceError } from '../../../engine/types/errors.ts';
import { timeZone } from '../../../engine/types/time-zone.ts';
import { bound, columnsOf } from './sql-value.ts';

/** The values of an expression over rows, one after the other; an error is its condition. */
function answers(ddl: string, sql: string, rows: readonly (readonly unknown[])[], zone = 'UTC'): unknown[] {
  const columns = columnsOf(ddl);
  const f = compileExpression(bound(sql, columns, zone), columns);
  return rows.map((row) => orCondition(() => f(row)));
}

function orCondition(f: () => unknown): unknown {
  try {
    return f();
  } catch (error) {
    if (isMillraceError(error)) return error.condition;
    throw error;
  }
}

const DATETIME_OVERFLOW = 'DATETIME_OVERFLOW';
const INTERVAL_OVERFLOW = 'INTERVAL_ARITHMETIC_OVERFLOW.WITHOUT_SUGGESTION';
const DIVIDED_BY_ZERO = 'INTERVAL_DIVIDED_BY_ZERO';

const [LEAST, MOST] = [-(2n ** 63n), 2n ** 63n - 1n];
const isLong = (n: bigint): boolean => n >= LEAST && n <= MOST;
const longOr = (n: bigint, condition: string): unknown => (isLong(n) ? n : condition);

const EDGES = [0n, 1n, 2n ** 31n, 2n ** 32n, 2n ** 52n, 2n ** 53n, 9n * 10n ** 15n, 2n ** 62n, MOST];
const near = fc
  .tuple(fc.constantFrom(...EDGES), fc.bigInt(-3n, 3n), fc.boolean())
  .map(([edge, more, negative]) => BigInt.asIntN(64, negative ? -edge + more : edge + more));
const long = fc.oneof(fc.bigInt(-(10n ** 12n), 10n ** 12n), fc.bigInt(-100n, 100n), near, fc.bigInt(LEAST, MOST));
const int = fc.oneof(fc.integer({ min: -200, max: 200 }), fc.integer(), fc.constantFrom(-(2 ** 31), 2 ** 31 - 1));
const double = fc.oneof(
  fc.double(),
  fc.integer({ min: -4000, max: 4000 }).map((n) => n / 8),
  fc.double({ min: -1e6, max: 1e6, noNaN: true }),
  fc.constantFrom(0, -0, 0.1, 1 / 3, Infinity, -Infinity, NaN, 5e-324, 2 ** 52, 2 ** 53),
);

/** Rows with nulls among them, so that what a row left behind would show. */
const rowsOf = <T>(...values: fc.Arbitrary<T>[]): fc.Arbitrary<(T | null)[][]> =>
  fc.array(fc.tuple(...values.map((value) => fc.option(value, { freq: 8 }))), { minLength: 1, maxLength: 8 });

function check<T>(
  ddl: string,
  sql: string,
  rows: fc.Arbitrary<(T | null)[][]>,
  expected: (...row: T[]) => unknown,
  zone = 'UTC',
): void {
  fc.assert(
    fc.property(rows, (given) => {
      const wanted = given.map((row) => (row.includes(null) ? null : expected(...(row as T[]))));
      expect(answers(ddl, sql, given, zone)).toEqual(wanted);
    }),
    { numRuns: 400 },
  );
}

/** A quotient rounded half away from zero. */
function rounded(n: bigint, d: bigint): bigint {
  const [x, y] = [n < 0n ? -n : n, d < 0n ? -d : d];
  const q = (2n * x + y) / (2n * y);
  return n < 0n !== d < 0n ? -q : q;
}

/** A finite double as a fraction. */
function fraction(x: number): [bigint, bigint] {
  let [value, denominator] = [x, 1n];
  for (; !Number.isInteger(value); denominator *= 2n) value *= 2;
  return [BigInt(value), denominator];
}

type Scaled = (n: bigint, factor: never) => bigint | string;
const FACTORS: readonly (readonly [string, fc.Arbitrary<unknown>, (f: never) => [bigint, bigint]])[] = [
  ['BIGINT', long, (f: bigint) => [f, 1n]],
  ['INT', int, (f: number) => [BigInt(f), 1n]],
  ['DOUBLE', double, fraction],
  ['DECIMAL(12,3)', fc.bigInt(-(10n ** 12n) + 1n, 10n ** 12n - 1n), (f: bigint) => [f, 1000n]],
  ['DECIMAL(38,25)', fc.oneof(long, fc.bigInt(-(10n ** 30n), 10n ** 30n)), (f: bigint) => [f, 10n ** 25n]],
];

describe.each(FACTORS)('intervals by %s', (type, factor, fractionOf) => {
  const times: Scaled = (n, f) => {
    if (typeof f === 'number' && !Number.isFinite(f)) return INTERVAL_OVERFLOW;
    const [numerator, denominator] = fractionOf(f);
    return rounded(n * numerator, denominator);
  };
  const part: Scaled = (n, f) => {
    if (typeof f === 'number' && !Number.isFinite(f)) return INTERVAL_OVERFLOW;
    const [numerator, denominator] = fractionOf(f);
    return numerator === 0n ? DIVIDED_BY_ZERO : rounded(n * denominator, numerator);
  };
  test.each([
    ['*', times],
    ['/', part],
  ])('%s', (op, scaled) => {
    const within = (n: bigint | string, bits: number): unknown =>
      typeof n === 'string' || BigInt.asIntN(bits, n) === n ? n : INTERVAL_OVERFLOW;
    check('v INTERVAL DAY TO SECOND, f ' + type, `v ${op} f`, rowsOf<unknown>(long, factor), (v, f) =>
      within(scaled(v as bigint, f as never), 64),
    );
    check('v INTERVAL YEAR TO MONTH, f ' + type, `v ${op} f`, rowsOf<unknown>(int, factor), (v, f) => {
      const months = within(scaled(BigInt(v as number), f as never), 32);
      return typeof months === 'bigint' ? Number(months) : months;
    });
    const span = fc.record({ months: int, days: int, micros: fc.oneof(long, fc.constant(0n)) });
    check('v INTERVAL, f ' + type, `v ${op} f`, rowsOf<unknown>(span, factor), (v, f) => {
      const { months, days, micros } = v as { months: number; days: number; micros: bigint };
      const all = scaled(micros + BigInt(days) * MICROS_PER_DAY, f as never);
      if (typeof all === 'string') return all;
      const whole = Number(scaled(BigInt(months), f as never));
      return { months: whole, days: Number(all / MICROS_PER_DAY), micros: all % MICROS_PER_DAY };
    });
  });
});

test.each([
  ['a + b', (a: bigint, b: bigint) => longOr(a + b, INTERVAL_OVERFLOW)],
  ['a - b', (a: bigint, b: bigint) => longOr(a - b, INTERVAL_OVERFLOW)],
  ['a div b', (a: bigint, b: bigint) => (b === 0n ? DIVIDED_BY_ZERO : BigInt.asIntN(64, a / b))],
  ['extract(DAY FROM a)', (a: bigint) => Number(a / MICROS_PER_DAY)],
  ['extract(HOUR FROM a)', (a: bigint) => Number((a % MICROS_PER_DAY) / 3_600_000_000n)],
  ['extract(MINUTE FROM a)', (a: bigint) => Number((a % 3_600_000_000n) / 60_000_000n)],
  ['extract(SECOND FROM a)', (a: bigint) => a % 60_000_000n],
])('%s of day-time intervals', (sql, expected) => {
  const ddl = 'a INTERVAL DAY TO SECOND, b INTERVAL DAY TO SECOND';
  const rows = fc.array(fc.tuple(long, long), { minLength: 1, maxLength: 6 });
  check(ddl, sql, rows, expected);
});

const ZONES = ['UTC', '-03:30', 'Europe/Lisbon', 'America/New_York'];
const offsetAt = (micros: bigint, zone: string): bigint =>
  BigInt(timeZone(zone).offsetAt(Number(floorDiv(micros, 1_000_000n)))) * 1_000_000n;
const toInstant = (local: bigint, zone: string): bigint =>
  BigInt(timeZone(zone).instantOf(Number(floorDiv(local, 1_000_000n)))) * 1_000_000n + floorMod(local, 1_000_000n);

function later(micros: bigint, months: number, days: number, rest: bigint, zone: string): unknown {
  if (months === 0 && days === 0) return longOr(micros + rest, DATETIME_OVERFLOW);
  const local = micros + offsetAt(micros, zone);
  const day = addMonthsToDays(Number(floorDiv(local, MICROS_PER_DAY)), months) + days;
  const moved = toInstant(BigInt(day) * MICROS_PER_DAY + floorMod(local, MICROS_PER_DAY), zone);
  return longOr(moved + rest, DATETIME_OVERFLOW);
}

/** Instants of the years 1 to 9999, near changes of clocks, and around what doubles hold. */
const instant = fc.oneof(
  fc.bigInt(-62_135_596_800_000_000n, 253_402_300_799_999_999n),
  fc.bigInt(-7_300_000_000n, 7_300_000_000n).map((n) => 1_711_846_800_000_000n + n),
  near.filter((n) => n > -(2n ** 60n) && n < 2n ** 60n),
);

describe.each(ZONES)('instants in %s', (zone) => {
  const plus = (interval: string, value: fc.Arbitrary<unknown>, split: (v: never) => [number, number, bigint]): void => {
    for (const [op, sign] of [['+', 1], ['-', -1]] as const) {
      check(`t TIMESTAMP, v ${interval}`, `t ${op} v`, rowsOf<unknown>(instant, value), (t, v) => {
        const [months, days, rest] = split(v as never);
        return later(t as bigint, sign * months, sign * days, BigInt(sign) * rest, zone);
      }, zone);
    }
  }; // prettier-ignore
  test('with months', () => plus('INTERVAL YEAR TO MONTH', int, (m: number) => [m, 0, 0n]));
  test('with days to seconds', () =>
    plus('INTERVAL DAY TO SECOND', long, (v: bigint) => [0, Number(v / MICROS_PER_DAY), v % MICROS_PER_DAY]));
  test('with all of them', () =>
    plus('INTERVAL', fc.record({ months: int, days: int, micros: long }), ({ months, days, micros }) => [
      months,
      days,
      micros,
    ]));

  test.each([
    ['MONTH', 1, 0, 0n],
    ['YEAR', 12, 0, 0n],
    ['WEEK', 0, 7, 0n],
    ['HOUR', 0, 0, 3_600_000_000n],
    ['MICROSECOND', 0, 0, 1n],
    ['FORTNIGHT', 0, 0, 0n],
  ])('timestampadd(%s)', (unit, months, days, micros) => {
    const count = fc.oneof(fc.bigInt(-100_000n, 100_000n), micros === 0n ? fc.constant(0n) : long);
    check('t TIMESTAMP, n BIGINT', `timestampadd('${unit}', n, t)`, rowsOf(instant, count), (t, n) =>
      later(t, months * Number(n), days * Number(n), micros * n, zone), zone); // prettier-ignore
  });

  test('apart', () => {
    check('a TIMESTAMP, b TIMESTAMP', 'a - b', rowsOf(instant, instant), (a, b) =>
      longOr(a + offsetAt(a, zone) - b - offsetAt(b, zone), DATETIME_OVERFLOW), zone); // prettier-ignore
  });

  test('cut to a unit that differs from row to row', () => {
    const unit = fc.constantFrom('HOUR', 'minute', 'DAY', 'nothing');
    const size: Readonly<Record<string, bigint>> = { HOUR: 3_600_000_000n, minute: 60_000_000n };
    check('t TIMESTAMP, u STRING', 'date_trunc(u, t)', rowsOf<unknown>(instant, unit), (t, u) => {
      const [micros, name] = [t as bigint, u as string];
      const local = micros + offsetAt(micros, zone);
      if (name === 'DAY') return toInstant(local - floorMod(local, MICROS_PER_DAY), zone);
      return size[name] === undefined ? null : micros - floorMod(local, size[name]);
    }, zone); // prettier-ignore
  });
});

const DECIMAL = (scale: number): string => `DECIMAL(${18},${scale})`;

test.each([
  ['BIGINT', 'timestamp_seconds(n)', (n: bigint) => longOr(n * 1_000_000n, DATETIME_OVERFLOW)],
  ['BIGINT', 'timestamp_millis(n)', (n: bigint) => longOr(n * 1000n, DATETIME_OVERFLOW)],
  ['BIGINT', 'timestamp_micros(n)', (n: bigint) => n],
  ['TIMESTAMP', 'unix_seconds(n)', (n: bigint) => floorDiv(n, 1_000_000n)],
  ['TIMESTAMP', 'unix_millis(n)', (n: bigint) => floorDiv(n, 1000n)],
  ['TIMESTAMP', 'unix_timestamp(n)', (n: bigint) => n / 1_000_000n],
  ['TIMESTAMP', "window(n, '7 minutes', '7 minutes', '-1 minutes').start", (n: bigint) => windowStart(n)],
  ['TIMESTAMP', "window(n, '7 minutes', '7 minutes', '-1 minutes').end", (n: bigint) => BigInt.asIntN(64, windowStart(n) + 420_000_000n)],
])('%s: %s', (type, sql, expected) => {
  check(`n ${type}`, sql, rowsOf(long), expected);
}); // prettier-ignore

const windowStart = (n: bigint): bigint => BigInt.asIntN(64, n - floorMod(n + 60_000_000n, 420_000_000n));

test.each([0, 3, 6, 9, 18])('timestamp_seconds of a DECIMAL with %i digits of fraction', (scale) => {
  const unscaled = fc.oneof(fc.bigInt(-(10n ** 18n) + 1n, 10n ** 18n - 1n), fc.bigInt(-999n, 999n).map((n) => n * 1000n)); // prettier-ignore
  check(`n ${DECIMAL(scale)}`, 'timestamp_seconds(n)', rowsOf(unscaled), (n) => {
    const unit = 10n ** BigInt(Math.abs(6 - scale));
    if (scale > 6) return n % unit === 0n ? n / unit : 'ArithmeticException';
    return longOr(n * unit, DATETIME_OVERFLOW);
  });
});

test('timestamp_seconds of a DOUBLE', () => {
  check('x DOUBLE', 'timestamp_seconds(x)', rowsOf(double), (x) => {
    if (!Number.isFinite(x)) return null;
    return Number.isFinite(x * 1e6) ? longOr(BigInt(Math.trunc(x * 1e6)), DATETIME_OVERFLOW) : DATETIME_OVERFLOW;
  });
});

test('make_dt_interval', () => {
  const seconds = fc.bigInt(-(10n ** 18n) + 1n, 10n ** 18n - 1n);
  check('d INT, h INT, m INT, s DECIMAL(18,6)', 'make_dt_interval(d, h, m, s)', rowsOf<unknown>(int, int, int, seconds), (d, h, m, s) =>
    longOr(BigInt(d as number) * MICROS_PER_DAY + BigInt(h as number) * 3_600_000_000n + BigInt(m as number) * 60_000_000n + (s as bigint), INTERVAL_OVERFLOW),
  );
}); // prettier-ignore

test('try_make_timestamp: NULL for what no clock shows, and for a zone that is none', () => {
  const sql = 'try_make_timestamp(2020, 2, d, 1, 2, s, z)';
  const rows = [
    [29, 3_000_000n, 'UTC'],
    [30, 3_000_000n, 'UTC'],
    [28, 60_000_000n, 'Europe/Lisbon'],
    [28, 60_000_001n, 'Europe/Lisbon'],
    [28, -1n, 'Europe/Lisbon'],
    [28, 9_999_999_999_999_999n, 'UTC'],
    [1, 0n, 'nowhere'],
    [null, 0n, 'UTC'],
    [1, 0n, '+01:00'],
  ];
  const second = 1_582_938_123_000_000n;
  const lisbon = 1_582_851_780_000_000n;
  expect(answers('d INT, s DECIMAL(16,6), z STRING', sql, rows)).toEqual([
    second, null, lisbon, null, null, null, null, null, 1_580_515_320_000_000n,
  ]); // prettier-ignore
});

test('from_unixtime goes round where its microseconds are beyond 64 bits', () => {
  const texts = (n: bigint): unknown =>
    answers('t TIMESTAMP', "date_format(t, 'yyyy-MM-dd HH:mm:ss')", [[BigInt.asIntN(64, n * 1_000_000n)]])[0];
  check('n BIGINT', 'from_unixtime(n)', rowsOf(long), texts);
});

test('an hour count beyond 64 bits of microseconds is an overflow', () => {
  const sql = "timestampadd(HOUR, n, TIMESTAMP '2020-01-01 00:00:00')";
  expect(answers('n BIGINT', sql, [[5_124_095_576_030_431n]])).toEqual([DATETIME_OVERFLOW]);
});
