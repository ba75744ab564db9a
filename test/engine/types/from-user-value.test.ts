import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { simpleString } from '../../../engine/types/data-type.ts';
import { parseType } from '../../../engine/types/ddl.ts';
import { fromUserValue } from '../../../engine/types/from-user-value.ts';

const scalar = (type: string, value: unknown, zone = 'UTC'): unknown => fromUserValue(parseType(type), zone)(value);
const micros = (text: string): bigint => BigInt(Date.parse(text)) * 1000n;

describe('a value of user code is a scalar', () => {
  test.each<[type: string, value: unknown, scalar: unknown]>([
    ['boolean', true, true],
    ['tinyint', -128, -128],
    ['int', 7n, 7],
    ['int', -0, 0],
    ['bigint', 2 ** 53 - 1, 2n ** 53n - 1n],
    ['bigint', -(2n ** 63n), -(2n ** 63n)],
    ['float', 0.1, Math.fround(0.1)],
    ['double', NaN, NaN],
    ['decimal(5,2)', 1.005, 101n],
    ['decimal(5,2)', '-1.005', -101n],
    ['decimal(5,2)', '1e2', 10_000n],
    ['decimal(5,2)', '4.9e-3', 0n],
    ['decimal(5,2)', '5e-3', 1n],
    ['decimal(5,2)', 12n, 1200n],
    ['decimal(5,2)', { unscaled: 12345n, scale: 3 }, 1235n],
    ['decimal(5,2)', '0e999999999', 0n],
    ['decimal(5,2)', '1e-999999999', 0n],
    ['string', '', ''],
    ['date', '2024-02-29', 19_782],
    ['date', new Date('1969-12-31T23:00:00Z'), -1],
    ['date', { epochDay: -5 }, -5],
    ['timestamp', '2024-01-02T03:04:05.5Z', micros('2024-01-02T03:04:05.5Z')],
    ['timestamp', '2024-01-02 03:04+02:00', micros('2024-01-02T01:04:00Z')],
    ['timestamp', '2024-01-02', micros('2024-01-02T00:00:00Z')],
    ['timestamp', new Date(5), 5000n],
    ['timestamp_ntz', '2024-01-02 03:04:05', micros('2024-01-02T03:04:05Z')],
    ['interval year to month', { months: 14 }, 14],
    ['array<int>', new Int32Array([1, 2]), [1, 2]],
    ['array<int>', [1, null, undefined], [1, null, null]],
    ['map<string,int>', { a: 1 }, [['a', 1]]],
    ['map<int,int>', new Map([[1, 2]]), [[1, 2]]],
    ['struct<a:int,b:string>', { b: 'x', a: 1, c: 3 }, [1, 'x']],
    ['struct<a:int,b:string>', [1, 'x'], [1, 'x']],
    ['struct<toString:string>', {}, [null]],
  ])('%s of %o', (type, value, wanted) => expect(scalar(type, value)).toEqual(wanted)); // prettier-ignore

  test('a time without an offset is one of the zone', () => {
    expect(scalar('timestamp', '2024-07-01 12:00:00', 'Europe/Lisbon')).toBe(micros('2024-07-01T11:00:00Z'));
    expect(scalar('timestamp', '2024-07-01 12:00:00Z', 'Europe/Lisbon')).toBe(micros('2024-07-01T12:00:00Z'));
  });

  test.each(['int', 'string', 'array<int>', 'map<int,int>', 'struct<a:int>', 'decimal(3,1)'])('none is null: %s', (type) => {
    expect([scalar(type, null), scalar(type, undefined)]).toEqual([null, null]);
  }); // prettier-ignore
});

describe('what a type cannot hold is refused by both names', () => {
  test.each<[type: string, value: unknown]>([
    ['boolean', 1],
    ['tinyint', 128],
    ['int', 1.5],
    ['int', 2 ** 31],
    ['int', '1'],
    ['bigint', 2 ** 53],
    ['bigint', 2n ** 63n],
    ['decimal(5,2)', 1000],
    ['decimal(5,2)', '999.995'],
    ['decimal(5,2)', '1e999999999'],
    ['decimal(5,2)', NaN],
    ['decimal(5,2)', 'x'],
    ['decimal(5,2)', { unscaled: '1', scale: 0 }],
    ['decimal(5,2)', { unscaled: 1n, scale: 1.5 }],
    ['string', 1],
    ['binary', [1]],
    ['date', '2023-02-29'],
    ['date', new Date(NaN)],
    ['date', { epochDay: 1.5 }],
    ['timestamp', '2024-01-01T25:00'],
    ['timestamp', '2024-01-01T10:60'],
    ['timestamp', { epochMicros: 2n ** 70n }],
    ['timestamp_ntz', { micros: 2n ** 70n }],
    ['time', { nanos: -1n }],
    ['interval year to month', { months: 0.5 }],
    ['array<int>', new Set([1])],
    ['array<int>', new DataView(new ArrayBuffer(4))],
    ['array<int>', ['a']],
    ['map<string,int>', new Date(0)],
    ['map<string,int>', new Set([1])],
    ['map<string,int>', [1]],
    ['map<string,int>', new Map([[null, 1]])],
    ['struct<a:int>', new Date(0)],
    ['struct<a:int>', new Map([['a', 1]])],
    ['struct<a:int>', new Uint8Array(1)],
    ['struct<a:int>', [1, 2]],
    ['struct<a:int,b:int>', [1]],
    ['variant', 1],
  ])('%s of %o', (type, value) => {
    const started = process.cpuUsage();
    expect(() => scalar(type, value)).toThrow(
      expect.objectContaining({ condition: 'MILLRACE_VALUE_DOES_NOT_FIT_TYPE' }),
    );
    expect(process.cpuUsage(started).user).toBeLessThan(1_000_000);
  });

  test('the part that does not fit, of a value with parts', () => {
    expect(() => scalar('array<struct<a:int>>', [{ a: 1 }, { a: 'x' }])).toThrow('The value "x" does not fit the type int');
  }); // prettier-ignore
});

/** The number of a decimal text by whole numbers alone. */
const NUMBERS = fc.tuple(fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }), fc.integer({ min: -8, max: 12 }));
test('a decimal is the nearest of its type, half away from zero, or refused', () => {
  fc.assert(
    fc.property(NUMBERS, fc.integer({ min: 0, max: 10 }), ([digits, exponent], scale) => {
      const type = parseType(`decimal(12,${scale})`);
      // value = digits * 10^exponent; wanted = value * 10^scale
      const power = exponent + scale;
      const size = digits < 0n ? -digits : digits;
      const unit = 10n ** BigInt(Math.max(0, -power));
      const near = power >= 0 ? size * 10n ** BigInt(power) : (2n * size + unit) / (2n * unit);
      const wanted = digits < 0n ? -near : near;
      const read = (): unknown => fromUserValue(type)(`${digits}e${exponent}`);
      if (near >= 10n ** 12n) expect(read, simpleString(type)).toThrow('does not fit');
      else expect(read()).toBe(wanted);
    }),
  );
});
