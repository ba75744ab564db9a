import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { civilFromDays, daysFromCivil } from '../../../engine/types/calendar.ts';
import { compareScalars } from '../../../engine/types/compare.ts';
import {
  decimal,
  DOUBLE,
  LONG,
  STRING,
  TIMESTAMP,
  TIMESTAMP_NTZ,
  DATE,
  type DataType,
} from '../../../engine/types/data-type.ts';
import { parseSchema, parseType } from '../../../engine/types/ddl.ts';
import { Decimal } from '../../../engine/types/decimal.ts';
import { fromUserValue } from '../../../engine/types/from-user-value.ts';
import { doubleToText, floatToText } from '../../../engine/types/java-double.ts';
import { fromJsonValue, toJsonValue } from '../../../engine/types/json-value.ts';
import { typeFromJson, typeToJson } from '../../../engine/types/schema-json.ts';
import { timeZone } from '../../../engine/types/time-zone.ts';
import { Timestamp } from '../../../engine/types/timestamp.ts';
import { toUserValue } from '../../../engine/types/to-user-value.ts';
import { compareText } from '../../../engine/types/utf8-order.ts';

describe('values of user code', () => {
  test('BIGINT is a number while it is safe', () => {
    expect(toUserValue(LONG)(42n)).toBe(42);
    expect(() => toUserValue(LONG)(2n ** 60n)).toThrow(/bigint: true/);
    expect(toUserValue(LONG, { bigint: true })(2n ** 60n)).toBe(2n ** 60n);
  });

  test('a timestamp keeps its microseconds', () => {
    const value = toUserValue(TIMESTAMP)(1_709_210_096_789_012n) as Timestamp;
    expect(value.epochMicros).toBe(1_709_210_096_789_012n);
    expect(value.getTime()).toBe(1_709_210_096_789);
    expect(String(value)).toBe('2024-02-29T12:34:56.789012Z');
  });

  test('dates and wall clocks print ISO text', () => {
    expect(String(toUserValue(DATE)(19_782))).toBe('2024-02-29');
    expect(String(toUserValue(TIMESTAMP_NTZ)(1_709_210_096_789_000n))).toBe('2024-02-29T12:34:56.789');
  });

  test('a field called __proto__ is a field', () => {
    const type = parseType('struct<`__proto__`: int, a: int>');
    const row = toUserValue(type)([1, 2]) as object;
    expect(Object.keys(row)).toEqual(['__proto__', 'a']);
    expect(fromUserValue(type)(row)).toEqual([1, 2]);
  });

  test('values that do not fit are refused', () => {
    expect(() => fromUserValue(parseType('int'))(1.5)).toThrow(/does not fit/);
    expect(() => fromUserValue(decimal(3, 1))('123.4')).toThrow(/does not fit/);
    expect(fromUserValue(decimal(4, 1))(Decimal.parse('123.4'))).toBe(1234n);
    expect(fromUserValue(TIMESTAMP, 'Europe/Lisbon')('2024-06-15 12:00:00')).toBe(1_718_449_200_000_000n);
  });
});

describe('text of doubles', () => {
  test.each([
    [1, '1.0'],
    [-0, '-0.0'],
    [0.1, '0.1'],
    [1e7, '1.0E7'],
    [12345.678, '12345.678'],
    [0.001, '0.001'],
    [0.0001, '1.0E-4'],
    [2 ** -44, '5.6843418860808015E-14'],
    [5e-324, '4.9E-324'],
    [Number.MAX_VALUE, '1.7976931348623157E308'],
    [NaN, 'NaN'],
  ])('%d is %s', (x, text) => expect(doubleToText(x)).toBe(text));

  test('reads back as the same double', () => {
    fc.assert(fc.property(fc.double({ noNaN: true }), (x) => Object.is(Number(doubleToText(x)), x)));
    fc.assert(fc.property(fc.float({ noNaN: true }), (x) => Object.is(Math.fround(Number(floatToText(x))), x)));
  });
});

describe('order', () => {
  test('NaN is the largest, the zeros are equal', () => {
    const compare = compareScalars(DOUBLE);
    expect([NaN, 1, -Infinity, null, Infinity].sort(compare)).toEqual([null, -Infinity, 1, Infinity, NaN]);
    expect(compare(0, -0)).toBe(0);
  });

  test('texts sort by their UTF-8 bytes', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.string({ unit: 'grapheme' }),
        (a, b) => Math.sign(compareText(a, b)) === Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b))),
      ),
    );
    expect(compareScalars(STRING)('\u{1F600}', '\uFFFD')).toBeGreaterThan(0);
  });
});

describe('JSON', () => {
  const cases: [string, unknown, unknown][] = [
    ['bigint', 2n ** 62n, '4611686018427387904'],
    ['decimal(10,2)', -125n, '-1.25'],
    ['double', NaN, 'NaN'],
    ['timestamp', 1_709_210_096_789_000n, '2024-02-29T12:34:56.789000Z'],
    ['timestamp_ntz', -1n, '1969-12-31T23:59:59.999999'],
    ['date', -719_162, '0001-01-01'],
    ['binary', new Uint8Array([255, 0]), '/wA='],
    ['map<string,array<int>>', [['k', [1, null]]], [['k', [1, null]]]],
    ['struct<a:bigint>', [1n], ['1']],
    ['interval day to second', 5n, '5'],
  ];
  test.each(cases)('%s there and back', (ddl, scalar, json) => {
    const type: DataType = parseType(ddl);
    expect(toJsonValue(scalar, type)).toEqual(json);
    expect(fromJsonValue(json, type)).toEqual(scalar);
  });

  test('schemas there and back', () => {
    const schema = parseSchema(
      'id BIGINT NOT NULL, tags ARRAY<STRING>, m MAP<STRING, DECIMAL(5,1)>, s STRUCT<x: TIMESTAMP_NTZ>',
    );
    expect(typeFromJson(JSON.stringify(typeToJson(schema)))).toEqual(schema);
  });
});

describe('calendar and time zones', () => {
  test('days and dates agree', () => {
    fc.assert(
      fc.property(fc.integer({ min: -3_000_000, max: 3_000_000 }), (days) => {
        const { year, month, day } = civilFromDays(days);
        return daysFromCivil(year, month, day) === days;
      }),
    );
  });

  test('a gap is jumped over and an overlap takes the first offset', () => {
    const lisbon = timeZone('Europe/Lisbon');
    const gap = Date.UTC(2024, 2, 31, 1, 30) / 1000;
    expect(lisbon.instantOf(gap)).toBe(gap);
    const overlap = Date.UTC(2024, 9, 27, 1, 30) / 1000;
    expect(lisbon.instantOf(overlap)).toBe(overlap - 3600);
  });
});
