import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { doubleToText, floatToText, javaDigits, javaFloatDigits } from '../../../engine/types/java-double.ts';

/** `Double.toString` and `Float.toString` of Java 17.0.15. */

describe('doubles', () => {
  test.each([
    [0.002, '0.002'],
    [0.0011, '0.0011'],
    [0.0009999, '9.999E-4'],
    [123456789.125, '1.23456789125E8'],
    [1000000000000000.0, '1.0E15'],
    [1e+16, '1.0E16'],
    [2e+23, '1.9999999999999998E23'],
    [1e+23, '9.999999999999999E22'],
    [8.41e+21, '8.409999999999999E21'],
    [5e-324, '4.9E-324'],
    [2.2250738585072014e-308, '2.2250738585072014E-308'],
    [4.8e-322, '4.8E-322'],
    [9007199254740992.0, '9.007199254740992E15'],
    [1234567.875, '1234567.875'],
    [9999999.0, '9999999.0'],
    [10000000.5, '1.00000005E7'],
    [1152921504606846976, '1.15292150460684698E18'],
    [9.313225746154785e-10, '9.313225746154785E-10'],
    [1e-05, '1.0E-5'],
    [3.3e-05, '3.3E-5'],
    [6.675221575521604e-308, '6.675221575521604E-308'],
    [1.7976931348623157e+308, '1.7976931348623157E308'],
    [9.223372036854776e+18, '9.223372036854776E18'],
    [9007199254740994.0, '9.007199254740994E15'],
    [4.35, '4.35'],
    [0.30000000000000004, '0.30000000000000004'],
    [0.3333333333333333, '0.3333333333333333'],
    [100.0, '100.0'],
    [123456789.0, '1.23456789E8'],
    [9.5367431640625e-07, '9.5367431640625E-7'],
    [1e+21, '1.0E21'],
    [1e+22, '1.0E22'],
    [1.2345678901234567e+19, '1.2345678901234567E19'],
  ])('%d is %s', (value, text) => expect([doubleToText(value), doubleToText(-value)]).toEqual([text, `-${text}`])); // prettier-ignore

  test('the short way gives what the digit generation gives', () => {
    const decimals = fc.tuple(fc.integer(), fc.integer({ min: -8, max: 8 })).map(([n, e]) => Number(`${n}e${e}`));
    fc.assert(
      fc.property(fc.oneof(decimals, fc.double({ min: -1e15, max: 1e15, noNaN: true })), (value) => {
        if (Number.isInteger(value) && Math.abs(value) < 1e7)
          expect(doubleToText(value)).toBe(`${Object.is(value, -0) ? '-0' : value}.0`);
        else expect(doubleToText(value)).toBe(javaDigits(value));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('floats', () => {
  test.each([
    [1.1, '1.1'],
    [0.3, '0.3'],
    [16777216.0, '1.6777216E7'],
    [16777217.0, '1.6777216E7'],
    [3.4028234663852886e+38, '3.4028235E38'],
    [1.401298464324817e-45, '1.4E-45'],
    [1.17549435e-38, '1.17549435E-38'],
    [10000000000.0, '1.0E10'],
    [33554432.0, '3.3554432E7'],
    [0.00085, '8.5E-4'],
    [0.001, '0.001'],
    [999.9995, '999.9995'],
    [1000.5, '1000.5'],
    [123456.7, '123456.7'],
    [9999999.0, '9999999.0'],
    [10000000.0, '1.0E7'],
    [0.002, '0.002'],
    [0.30000000000000004, '0.3'],
    [0.3333333333333333, '0.33333334'],
    [5e-40, '5.0E-40'],
  ])('%d is %s', (value, text) => {
    const float = Math.fround(value);
    expect([floatToText(float), floatToText(-float)]).toEqual([text, `-${text}`]);
  }); // prettier-ignore

  test('the short way gives what the digit generation gives', () => {
    const decimals = fc
      .tuple(fc.integer({ min: -999_999, max: 999_999 }), fc.integer({ min: -5, max: 1 }))
      .map(([n, e]) => Math.fround(Number(`${n}e${e}`)));
    fc.assert(
      fc.property(fc.oneof(decimals, fc.float({ noNaN: true, noDefaultInfinity: true })), (value) => {
        if (!Number.isInteger(value) || Math.abs(value) >= 1e7) expect(floatToText(value)).toBe(javaFloatDigits(value));
      }),
      { numRuns: 2000 },
    );
  });
});
