import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileExpression } from '../../../engine/expressions/evaluate.ts';
import { addHash } from '../../../engine/expressions/hyper-log-log.ts';
import { addMonthsToDays, floorDiv, floorMod, MICROS_PER_DAY } from '../../../engine/types/calendar.ts';
import { timeZone } from '../../../engine/types/time-zone.ts';
import { bound, columnsOf } from './sql-value.ts';

const of = (sql: string, ddl: string, zone = 'UTC'): ((...row: unknown[]) => unknown) => {
  const columns = columnsOf(ddl);
  const f = compileExpression(bound(sql, columns, zone), columns);
  return (...row) => f(row);
};
const longs = fc.oneof(
  fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n),
  fc.bigInt(-1000n, 1000n),
  fc.constantFrom(2n ** 31n, 2n ** 32n - 1n, 2n ** 53n, 2n ** 63n - 1n, -(2n ** 63n)),
);

test('registers of HyperLogLog hold the zeros that follow the index', () => {
  fc.assert(
    fc.property(longs, fc.integer({ min: 4, max: 18 }), (hash, precision) => {
      const low = Number(BigInt.asIntN(32, hash));
      const high = Number(BigInt.asIntN(32, hash >> 32n));
      const bits = BigInt.asUintN(64, hash).toString(2).padStart(64, '0');
      const zeros = (bits.slice(precision) + '1').indexOf('1');
      const registers = addHash(null, low, high, precision);
      expect(registers[Number.parseInt(bits.slice(0, precision), 2)]).toBe(zeros + 1);
      expect(registers.reduce((sum, n) => sum + n)).toBe(zeros + 1);
    }),
  );
});

test('bit_count', () => {
  const [long, int] = [of('bit_count(n)', 'n BIGINT'), of('bit_count(n)', 'n INT')];
  const ones = (n: bigint): number => BigInt.asUintN(64, n).toString(2).replace(/0/g, '').length;
  fc.assert(fc.property(longs, (n) => void expect(long(n)).toBe(ones(n))));
  fc.assert(fc.property(fc.integer(), (n) => void expect(int(n)).toBe(ones(BigInt(n)))));
});

describe('conv', () => {
  test.each([[10, 16], [16, 10], [2, 36], [36, 2], [10, -10]])('from %d to %d', (from, to) => {
    const f = of(`conv(s, ${from}, ${to})`, 's STRING');
    const values = fc.oneof(fc.bigInt(0n, 2n ** 63n - 1n), fc.bigInt(0n, 2n ** 20n), fc.bigInt(2n ** 53n - 3n, 2n ** 53n + 3n));
    fc.assert(
      fc.property(values, fc.constantFrom('', '!', ' ', 'é'), (n, tail) => {
        expect(f(n.toString(from).toUpperCase() + tail)).toBe(n.toString(Math.abs(to)).toUpperCase());
      }),
    );
  }); // prettier-ignore
});

const instants = fc.oneof(
  fc.bigInt(-62_135_596_800_000_000n, 253_402_300_799_999_999n),
  fc.bigInt(1_700_000_000_000_000n, 1_740_000_000_000_000n),
  fc.bigInt(8_980_000_000_000_000n, 9_010_000_000_000_000n),
);

describe.each(['UTC', 'Europe/Lisbon', 'America/New_York', 'Australia/Lord_Howe'])('spans in %s', (zone) => {
  const moved = (micros: bigint, months: number, days: number): bigint => {
    const offset = BigInt(timeZone(zone).offsetAt(Number(floorDiv(micros, 1_000_000n)))) * 1_000_000n;
    const local = micros + offset;
    const day = addMonthsToDays(Number(floorDiv(local, MICROS_PER_DAY)), months) + days;
    const clock = BigInt(day) * MICROS_PER_DAY + floorMod(local, MICROS_PER_DAY);
    return (
      BigInt(timeZone(zone).instantOf(Number(floorDiv(clock, 1_000_000n)))) * 1_000_000n + floorMod(clock, 1_000_000n)
    );
  };
  test.each([['1 DAY', 0, 1], ['40 DAY', 0, 40], ['1 MONTH', 1, 0], ['13 MONTH', 13, 0]])('%s', (text, months, days) => {
    const plus = of(`t + INTERVAL ${text}`, 't TIMESTAMP', zone);
    const minus = of(`t - INTERVAL ${text}`, 't TIMESTAMP', zone);
    fc.assert(
      fc.property(instants, (t) => {
        expect(plus(t)).toBe(moved(t, months, days));
        expect(minus(t)).toBe(moved(t, -months, -days));
      }),
    );
  }); // prettier-ignore
});

describe('sets of elements', () => {
  test.each([
    ['array_distinct(a)', [1, null, 1, null, -0, 0, NaN, NaN], [], [1, null, 0, NaN]],
    ['array_union(a, b)', [1, null], [null, NaN, 1, NaN], [1, null, NaN]],
    ['array_intersect(a, b)', [0, 1, NaN, null], [NaN, -0, null], [0, NaN, null]],
    ['array_except(a, b)', [1, 2, 2, NaN, null], [NaN, 1], [2, null]],
    ['arrays_overlap(a, b)', [1, NaN], [NaN], true],
    ['arrays_overlap(a, b)', [1, null], [2], null],
  ])('%s of %j and %j', (sql, a, b, result) => {
    expect(of(sql, 'a ARRAY<DOUBLE>, b ARRAY<DOUBLE>')(a, b)).toEqual(result);
  });
  test.each([
    ['BIGINT', [1n, 1n, 2n], [1n, 2n]],
    ['STRING', ['a', 'b', 'a'], ['a', 'b']],
    ['ARRAY<INT>', [[1], [1], [1, 2]], [[1], [1, 2]]],
    ['BINARY', [Uint8Array.of(1), Uint8Array.of(1)], [Uint8Array.of(1)]],
  ])('of %s', (type, items, result) => {
    expect(of('array_distinct(a)', `a ARRAY<${type}>`)(items)).toEqual(result);
  });
});

describe('to_number', () => {
  test.each([
    ['9999', '12', 12n], ['9999', '0012', 12n], ['9999', '00012', null], ['9999', '-12', null], ['99.99', '1.5', 150n], ['99.99', '.5', 50n],
    ['99.99', '1.555', null], ['99.99', '123.5', null], ['99', '1.', 1n], ['99', '.', null], ['99', '', null], ['99', ' 1', 1n], ['S99', '-1', -1n],
    ['99', '1x', null], ['$99', '$12', 12n], ['9,999', '1,234', 1234n], ['9,999', '1234', null], ['99', '٣', null],
  ])('by %s of %j', (format, text, n) => {
    expect(of(`try_to_number(s, '${format}')`, 's STRING')(text)).toBe(n);
  }); // prettier-ignore
});
