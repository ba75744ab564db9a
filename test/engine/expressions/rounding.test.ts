import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ArithmeticOperator } from '../../../engine/expressions/arithmetic-operator.ts';
import { decimalResult } from '../../../engine/expressions/arithmetic.ts';
import { castKernel } from '../../../engine/expressions/casts/cast-code.ts';
import { compileExpression } from '../../../engine/expressions/evaluate.ts';
import { roundByText } from '../../../engine/expressions/functions/math/round.ts';
import { DOUBLE, FLOAT, type DataType, type DecimalType } from '../../../engine/types/data-type.ts';
import { decimalToText, fitsPrecision, parseDecimal, rescale } from '../../../engine/types/decimal.ts';
import { doubleToText } from '../../../engine/types/java-double.ts';
import { bound, columnsOf, operation } from './sql-value.ts';

const halves = fc
  .tuple(fc.integer({ min: -1e9, max: 1e9 }), fc.integer({ min: 0, max: 9 }))
  .map(([n, digits]) => Number(`${n}5e-${digits}`));
const doubles = fc.oneof(
  fc.double({ noNaN: true }),
  fc.double({ min: -1e6, max: 1e6, noNaN: true }),
  halves,
  halves.map((x) => x * (1 + 2 ** -52)),
  fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }).map((n) => n / 1024),
  fc.constantFrom(0, -0, 0.5, -0.5, 1.5, 2.5, 1.005, 2.675, 0.285, 1e14, 1e15 + 0.5, 2 ** 53, 1e300, 5e-324, -1e-7, Infinity, -Infinity),
); // prettier-ignore

describe('rounding is that of what the number is written as', () => {
  describe.each([['DOUBLE', 'round'], ['DOUBLE', 'bround'], ['FLOAT', 'round'], ['FLOAT', 'bround']])('%s %s', (type, name) => {
    test.each([-400, -23, -3, -1, 0, 1, 2, 3, 6, 15, 21, 22, 30])('at %d', (digits) => {
      const columns = columnsOf(`x ${type}`);
      const f = compileExpression(bound(`${name}(x, ${digits})`, columns), columns);
      const direct = roundByText(type === 'FLOAT', digits, name === 'round' ? 'half up' : 'half even');
      const values = type === 'FLOAT' ? doubles.map(Math.fround) : doubles;
      fc.assert(
        fc.property(values, (x) => void expect(f([x])).toBe(direct(x) + 0)),
        { numRuns: 500 },
      );
    });
  }); // prettier-ignore
});

const outcome = (f: () => unknown): unknown => {
  try {
    return f();
  } catch (error) {
    return (error as { condition?: string }).condition;
  }
};

const typed = (precision: number, scale: number): DecimalType => ({ kind: 'decimal', precision, scale });

describe('doubles as decimals and back', () => {
  test.each([[5, 0], [12, 2], [15, 15], [18, 6], [38, 18], [38, 38]])('DECIMAL(%d,%d)', (precision, scale) => {
    const f = castKernel(DOUBLE, typed(precision, scale), 'try', 'UTC') as (x: number) => unknown;
    fc.assert(
      fc.property(doubles.filter(Number.isFinite), (x) => {
        const parsed = parseDecimal(doubleToText(x))!;
        const n = parsed.scale > 1000 ? 0n : rescale(parsed.unscaled, parsed.scale, scale);
        expect(f(x)).toBe(fitsPrecision(n, precision) ? n : null);
      }),
      { numRuns: 2000 },
    );
  }); // prettier-ignore
  test.each([[18, 0], [18, 18], [38, 2], [38, 22], [38, 30]])('from DECIMAL(%d,%d)', (precision, scale) => {
    const limit = 10n ** BigInt(precision) - 1n;
    const values = fc.oneof(fc.bigInt(-limit, limit), fc.bigInt(-(10n ** 16n), 10n ** 16n));
    for (const to of [DOUBLE, FLOAT]) {
      const f = castKernel(typed(precision, scale), to, 'ansi', 'UTC') as (n: bigint) => number;
      fc.assert(
        fc.property(values, (n) => {
          const x = Number(decimalToText(n, scale));
          expect(f(n)).toBe(to === FLOAT ? Math.fround(x) : x);
        }),
      );
    }
  }); // prettier-ignore
});

describe.each([[0, 'INT'], [0, 'BIGINT'], [2, 'DECIMAL(12,2)'], [6, 'DECIMAL(18,6)'], [10, 'DECIMAL(38,10)']] as const)('from scale %d of %s', (from, source) => {
  test.each([[1, 0], [5, 5], [10, 2], [15, 0], [16, 2], [18, 6], [38, 0], [38, 30]])('to DECIMAL(%d,%d)', (precision, scale) => {
    const columns = columnsOf(`x ${source}`);
    const cast = compileExpression(bound(`try_cast(x AS DECIMAL(${precision},${scale}))`, columns), columns);
    const most = source === 'INT' ? 2n ** 31n - 1n : source === 'BIGINT' ? 2n ** 63n - 1n : 10n ** BigInt(source === 'DECIMAL(12,2)' ? 12 : source === 'DECIMAL(18,6)' ? 18 : 38) - 1n;
    const small = most < 10n ** 6n ? most : 10n ** 6n;
    const values = fc.oneof(fc.bigInt(-most, most), fc.bigInt(-small, small), fc.constantFrom(most, -most, 5n, -5n, 49n, 50n, 9n * 10n ** 8n).filter((n) => n <= most && n >= -most));
    fc.assert(
      fc.property(values, (n) => {
        const expected = rescale(n, from, scale);
        expect(cast([source === 'INT' ? Number(n) : n])).toBe(fitsPrecision(expected, precision) ? expected : null);
      }),
    );
  });
}); // prettier-ignore

/** Arithmetic with fractions of bigints, rounded once. */
function reference(
  op: ArithmeticOperator,
  a: DecimalType,
  b: DecimalType,
  to: DataType,
  x: bigint,
  y: bigint,
): unknown {
  if (y === 0n && op !== '+' && op !== '-' && op !== '*')
    return /%|pmod/.test(op) ? 'REMAINDER_BY_ZERO' : 'DIVIDE_BY_ZERO';
  const scale = Math.max(a.scale, b.scale);
  const [l, r] = [rescale(x, a.scale, scale), rescale(y, b.scale, scale)];
  if (op === 'div') return BigInt.asIntN(64, l / r);
  const result = to as DecimalType;
  const fit = (top: bigint, bottom: bigint): unknown => {
    const size = (top < 0n ? -top : top) * 10n ** BigInt(result.scale);
    const unit = bottom < 0n ? -bottom : bottom;
    const q = (size * 2n + unit) / (unit * 2n);
    const n = top < 0n !== bottom < 0n ? -q : q;
    return fitsPrecision(n, result.precision) ? n : 'NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION';
  };
  const one = 10n ** BigInt(scale);
  switch (op) {
    case '+':
      return fit(l + r, one);
    case '-':
      return fit(l - r, one);
    case '*':
      return fit(l * r, one * one);
    case '/':
      return fit(l, r);
    case '%':
      return fit(l % r, one);
    case 'pmod':
      return fit(l % r < 0n ? ((l % r) + r) % r : l % r, one);
  }
}

describe.each(['+', '-', '*', '/', '%', 'pmod', 'div'] as const)('decimals: %s', (op) => {
  test.each([[5, 2, 5, 2], [12, 2, 12, 2], [12, 2, 10, 0], [18, 6, 9, 3], [15, 0, 15, 15], [38, 2, 38, 10], [20, 0, 3, 3], [38, 38, 38, 0]])(
    '(%d,%d) and (%d,%d)',
    (p1, s1, p2, s2) => {
      const [a, b] = [typed(p1, s1), typed(p2, s2)];
      const to = op === 'div' ? { kind: 'long' } as const : decimalResult(op, a, b);
      const f = operation(op, a, b);
      const of = (precision: number): fc.Arbitrary<bigint> => {
        const limit = 10n ** BigInt(precision) - 1n;
        const near = limit < 10n ** 6n ? limit : 10n ** 6n;
        return fc.oneof(fc.bigInt(-limit, limit), fc.bigInt(-near, near), fc.constantFrom(limit, -limit, 0n, 1n, -1n));
      };
      fc.assert(
        fc.property(of(p1), of(p2), (x, y) => void expect(outcome(() => f(x, y))).toBe(reference(op, a, b, to, x, y))),
        { numRuns: 500 },
      );
    },
  ); // prettier-ignore
});

/** `format_number` as Java's DecimalFormat does it: all digits, half to even, in groups. */
function grouped(exact: bigint, scale: number, digits: number): string {
  const negative = exact < 0n;
  const size = negative ? -exact : exact;
  const unit = 10n ** BigInt(Math.max(0, scale - digits));
  let q = (size * 10n ** BigInt(Math.max(0, digits - scale))) / unit;
  const twice = (size % unit) * 2n;
  if (scale > digits && (twice > unit || (twice === unit && q % 2n === 1n))) q += 1n;
  const [whole, fraction] = decimalToText(q, digits).split('.');
  const groups = whole!.replace(/\B(?=(?:\d{3})+$)/g, ',');
  return `${negative ? '-' : ''}${groups}${fraction === undefined ? '' : `.${fraction}`}`;
}

/** The exact unscaled number of a double of moderate size at 1074 decimals. */
const allDigits = (x: number): bigint => {
  let n = x;
  let shift = 0;
  while (!Number.isInteger(n)) {
    n *= 2;
    shift++;
  }
  return (BigInt(n) * 10n ** 1074n) / 2n ** BigInt(shift);
};

describe('format_number', () => {
  const of = (type: string, digits: number): ((value: unknown) => unknown) => {
    const columns = columnsOf(`x ${type}`);
    const f = compileExpression(bound(`format_number(x, ${digits})`, columns), columns);
    return (value) => f([value]);
  };
  describe.each([0, 1, 2, 5, 20])('with %d decimals', (digits) => {
    test('DOUBLE', () => {
      const f = of('DOUBLE', digits);
      const moderate = doubles.filter((x) => Math.abs(x) < 1e20);
      fc.assert(fc.property(moderate, (x) => void expect(f(x)).toBe(grouped(allDigits(x), 1074, digits))));
    });
    test('BIGINT', () => {
      const f = of('BIGINT', digits);
      const longs = fc.oneof(fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n), fc.bigInt(-2000n, 2000n));
      fc.assert(fc.property(longs, (n) => void expect(f(n)).toBe(grouped(n, 0, digits))));
    });
    test.each([[12, 2], [38, 10]])('DECIMAL(%d,%d)', (precision, scale) => {
      const f = of(`DECIMAL(${precision},${scale})`, digits);
      const limit = 10n ** BigInt(precision) - 1n;
      const values = fc.oneof(fc.bigInt(-limit, limit), fc.bigInt(-(10n ** 6n), 10n ** 6n));
      fc.assert(fc.property(values, (n) => void expect(f(n)).toBe(grouped(n, scale, digits))));
    }); // prettier-ignore
  });
  test.each([[NaN, 'NaN'], [Infinity, '∞'], [-Infinity, '-∞']])('%d', (x, text) => {
    for (const digits of [2, -1]) expect(of('DOUBLE', digits)(x)).toBe(text);
  }); // prettier-ignore
  test('fewer than no decimals is NULL', () => expect(of('DOUBLE', -1)(1.5)).toBeNull());
});

/** `n / 10^drop` rounded by a mode. */
function divided(n: bigint, drop: number, mode: string): bigint {
  const unit = 10n ** BigInt(drop);
  const [size, sign] = [n < 0n ? -n : n, n < 0n ? -1n : 1n];
  const [q, twice] = [size / unit, 2n * (size % unit)];
  if (twice === 0n) return sign * q;
  if (mode === 'ceil') return sign > 0n ? q + 1n : -q;
  if (mode === 'floor') return sign > 0n ? q : -q - 1n;
  const up = twice > unit || (twice === unit && (mode === 'round' || q % 2n === 1n));
  return sign * (up ? q + 1n : q);
}

const MODES = ['round', 'bround', 'ceil', 'floor'];
const around = (edge: bigint): fc.Arbitrary<bigint> =>
  fc.tuple(fc.bigInt({ min: -1000n, max: 1000n }), fc.constantFrom(edge, -edge)).map(([near, at]) => at + near);

describe.each(MODES)('%s of whole numbers and decimals is that of bigints', (name) => {
  test.each([
    [10, 2, 1], [18, 6, 0], [18, 6, 3], [18, 18, 4], [30, 15, 1], [38, 20, 2], [12, 4, -2], [5, 0, -3],
  ])('DECIMAL(%d,%d) at %d', (precision, scale, digits) => {
    const columns = columnsOf(`x DECIMAL(${precision},${scale})`);
    const e = bound(`${name}(x, ${digits})`, columns);
    const f = compileExpression(e, columns);
    const limit = 10n ** BigInt(precision) - 1n;
    const values = fc.oneof(
      fc.bigInt({ min: -limit, max: limit }),
      fc.bigInt({ min: -10_000n, max: 10_000n }),
      around(9_000_000_000_000_000n),
      around(2n ** 53n),
    );
    const to = e.type as DecimalType;
    fc.assert(
      fc.property(values, (any) => {
        const n = any > limit || any < -limit ? any % limit : any;
        const at = divided(n, scale - digits, name);
        expect(f([n])).toBe(digits < 0 ? at * 10n ** BigInt(-digits) : rescale(at, digits, to.scale));
      }),
      { numRuns: 400 },
    );
  }); // prettier-ignore

  test.each([1, 3, 9, 15])('a DOUBLE at %d, as it is written', (digits) => {
    const columns = columnsOf('x DOUBLE');
    if (name === 'round' || name === 'bround') return;
    const f = compileExpression(bound(`${name}(x, ${digits})`, columns), columns);
    const small = doubles.filter((x) => Math.abs(x) < 1e12);
    fc.assert(
      fc.property(small, (x) => {
        const { unscaled, scale } = parseDecimal(doubleToText(x))!;
        const cast = rescale(unscaled, scale, 15);
        expect(f([x])).toBe(divided(cast, 15 - digits, name));
      }),
      { numRuns: 1000 },
    );
  });
});

describe('whole numbers rounded before the point', () => {
  test.each([
    ['TINYINT', 7], ['SMALLINT', 15], ['INT', 31], ['BIGINT', 63],
  ])('%s', (type, bits) => {
    const columns = columnsOf(`x ${type}`);
    const [least, most] = [-(2n ** BigInt(bits)), 2n ** BigInt(bits) - 1n];
    const values = fc.oneof(fc.bigInt({ min: least, max: most }), fc.bigInt({ min: -120n, max: 120n }), fc.constantFrom(least, most));
    for (const [name, digits] of [['round', 1], ['bround', 2], ['round', 15], ['round', 18]] as const) {
      const f = compileExpression(bound(`${name}(x, -${digits})`, columns), columns);
      fc.assert(
        fc.property(values, (n) => {
          const made = divided(n, digits, name) * 10n ** BigInt(digits);
          const given = type === 'BIGINT' ? n : Number(n);
          const expected = made > most || made < least ? 'ARITHMETIC_OVERFLOW' : type === 'BIGINT' ? made : Number(made);
          expect(outcome(() => f([given]))).toBe(expected);
        }),
        { numRuns: 300 },
      );
    }
  }); // prettier-ignore
});
