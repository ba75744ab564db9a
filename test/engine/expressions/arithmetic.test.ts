import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decimalResult } from '../../../engine/expressions/arithmetic.ts';
import type { ArithmeticOperator } from '../../../engine/expressions/arithmetic-operator.ts';
import { decimal, DOUBLE, FLOAT, type DataType, type DecimalType } from '../../../engine/types/data-type.ts';
import { isMillraceError } from '../../../engine/types/errors.ts';
import { operation } from './sql-value.ts';

type Compute = (a: unknown, b: unknown) => unknown;

/** The result of an operation, or the condition of its error. */
function answer(compute: Compute, a: unknown, b: unknown): unknown {
  try {
    return compute(a, b);
  } catch (error) {
    if (isMillraceError(error)) return error.condition;
    throw error;
  }
}

const of = (op: ArithmeticOperator, type: DataType): Compute => operation(op, type, type);

/** The exact result of whole numbers, undefined where there is none. */
const EXACT: Readonly<Record<string, (a: bigint, b: bigint) => bigint | string>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '%': (a, b) => (b === 0n ? 'REMAINDER_BY_ZERO' : a % b),
  pmod: (a, b) => {
    if (b === 0n) return 'REMAINDER_BY_ZERO';
    // the divisor's sign stays: -7 pmod -3 is -1
    return a % b < 0n ? ((a % b) + b) % b : a % b;
  },
  div: (a, b) => (b === 0n ? 'DIVIDE_BY_ZERO' : a / b),
};

const edges = (bits: bigint): bigint[] => {
  const limit = 2n ** (bits - 1n);
  return [0n, 1n, -1n, 2n, -2n, 7n, -3n, limit - 1n, -limit, limit / 2n, -(limit / 2n)];
};

describe('whole numbers', () => {
  test.each([
    ['byte', 8n, 'BINARY_ARITHMETIC_OVERFLOW'],
    ['short', 16n, 'BINARY_ARITHMETIC_OVERFLOW'],
    ['integer', 32n, 'ARITHMETIC_OVERFLOW'],
    ['long', 64n, 'ARITHMETIC_OVERFLOW'],
  ] as const)('%s has the result of bigints, or says that it does not fit %i bits', (kind, bits, condition) => {
    const number = fc.oneof(fc.constantFrom(...edges(bits)), fc.bigInt(-(2n ** (bits - 1n)), 2n ** (bits - 1n) - 1n));
    const scalar = (n: bigint): unknown => (kind === 'long' ? n : Number(n));
    for (const op of ['+', '-', '*', '%', 'pmod'] as const) {
      const compute = of(op, { kind });
      fc.assert(
        fc.property(number, number, (a, b) => {
          const exact = EXACT[op]!(a, b);
          const fits = typeof exact === 'bigint' && BigInt.asIntN(Number(bits), exact) === exact;
          const wanted = typeof exact === 'string' ? exact : fits ? scalar(exact) : condition;
          expect([a, b, answer(compute, scalar(a), scalar(b))]).toEqual([a, b, wanted]);
        }),
        { numRuns: 300 },
      );
    }
  });

  test('div of 64 bits is the quotient towards zero; only the least by -1 has none', () => {
    const number = fc.oneof(fc.constantFrom(...edges(64n)), fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n));
    const compute = of('div', { kind: 'long' });
    fc.assert(
      fc.property(number, number, (a, b) => {
        const exact = EXACT['div']!(a, b);
        expect(answer(compute, a, b)).toBe(exact === 2n ** 63n ? 'ARITHMETIC_OVERFLOW' : exact);
      }),
    );
  });

  test('no result is a negative zero', () => {
    for (const op of ['*', '%', 'pmod'] as const) expect(of(op, { kind: 'integer' })(-4, op === '*' ? 0 : 2)).toBe(0);
  });
});

describe('doubles', () => {
  test.each<[op: ArithmeticOperator, a: number, b: number, result: unknown]>([
    ['/', 1, 3, 1 / 3],
    ['/', 1, 0, 'DIVIDE_BY_ZERO'],
    ['/', 0, -0, 'DIVIDE_BY_ZERO'],
    ['%', -7.5, 2, -1.5],
    ['%', 1, 0, 'REMAINDER_BY_ZERO'],
    ['pmod', -7.5, 2, 0.5],
    ['pmod', 7.5, -2, 1.5],
    ['+', 1.7976931348623157e308, 1.7976931348623157e308, Infinity],
    ['-', Infinity, Infinity, NaN],
  ])('%s of %d and %d', (op, a, b, result) => expect(answer(of(op, DOUBLE), a, b)).toBe(result));

  test('floats are rounded to their 24 bits', () => {
    fc.assert(
      fc.property(fc.float(), fc.float(), (a, b) => {
        for (const op of ['+', '-', '*'] as const)
          expect(of(op, FLOAT)(a, b)).toBe(Math.fround(of(op, DOUBLE)(a, b) as number));
      }),
    );
  });
});

/** The types that Spark 4.3 gives `a op b`, of decimals of (precision,scale). */
describe('the type of an operation on decimals', () => {
  const typed = (text: string): DecimalType => decimal(...(text.split(',').map(Number) as [number, number]));
  const OPS = ['+', '-', '*', '/', '%', 'pmod'] as const;
  test.each([
    ['3,1', '3,1', '4,1', '4,1', '7,2', '9,6', '3,1', '3,1'],
    ['3,1', '5,2', '6,2', '6,2', '9,3', '11,7', '4,2', '4,2'],
    ['3,1', '10,0', '12,1', '12,1', '14,1', '14,12', '3,1', '3,1'],
    ['3,1', '10,10', '13,10', '13,10', '14,11', '24,12', '10,10', '10,10'],
    ['3,1', '18,6', '19,6', '19,6', '22,7', '28,20', '8,6', '8,6'],
    ['3,1', '20,0', '22,1', '22,1', '24,1', '24,22', '3,1', '3,1'],
    ['3,1', '38,0', '38,1', '38,1', '38,1', '38,36', '3,1', '3,1'],
    ['3,1', '38,18', '38,17', '38,17', '38,15', '38,18', '20,18', '20,18'],
    ['3,1', '38,38', '38,35', '38,35', '38,35', '38,6', '38,38', '38,38'],
    ['5,2', '3,1', '6,2', '6,2', '9,3', '10,6', '4,2', '4,2'],
    ['5,2', '5,2', '6,2', '6,2', '11,4', '13,8', '5,2', '5,2'],
    ['5,2', '10,0', '13,2', '13,2', '16,2', '16,13', '5,2', '5,2'],
    ['5,2', '10,10', '14,10', '14,10', '16,12', '26,13', '10,10', '10,10'],
    ['5,2', '18,6', '19,6', '19,6', '24,8', '30,21', '9,6', '9,6'],
    ['5,2', '20,0', '23,2', '23,2', '26,2', '26,23', '5,2', '5,2'],
    ['5,2', '38,0', '38,2', '38,2', '38,2', '38,35', '5,2', '5,2'],
    ['5,2', '38,18', '38,17', '38,17', '38,14', '38,17', '21,18', '21,18'],
    ['5,2', '38,38', '38,34', '38,34', '38,34', '38,6', '38,38', '38,38'],
    ['10,0', '3,1', '12,1', '12,1', '14,1', '17,6', '3,1', '3,1'],
    ['10,0', '5,2', '13,2', '13,2', '16,2', '18,6', '5,2', '5,2'],
    ['10,0', '10,0', '11,0', '11,0', '21,0', '21,11', '10,0', '10,0'],
    ['10,0', '10,10', '21,10', '21,10', '21,10', '31,11', '10,10', '10,10'],
    ['10,0', '18,6', '19,6', '19,6', '29,6', '35,19', '16,6', '16,6'],
    ['10,0', '20,0', '21,0', '21,0', '31,0', '31,21', '10,0', '10,0'],
    ['10,0', '38,0', '38,0', '38,0', '38,0', '38,28', '10,0', '10,0'],
    ['10,0', '38,18', '38,17', '38,17', '38,7', '38,10', '28,18', '28,18'],
    ['10,0', '38,38', '38,27', '38,27', '38,27', '38,6', '38,38', '38,38'],
    ['10,10', '3,1', '13,10', '13,10', '14,11', '15,14', '10,10', '10,10'],
    ['10,10', '5,2', '14,10', '14,10', '16,12', '18,16', '10,10', '10,10'],
    ['10,10', '10,0', '21,10', '21,10', '21,10', '21,21', '10,10', '10,10'],
    ['10,10', '10,10', '11,10', '11,10', '21,20', '31,21', '10,10', '10,10'],
    ['10,10', '18,6', '23,10', '23,10', '29,16', '35,29', '10,10', '10,10'],
    ['10,10', '20,0', '31,10', '31,10', '31,10', '31,31', '10,10', '10,10'],
    ['10,10', '38,0', '38,6', '38,6', '38,6', '38,38', '10,10', '10,10'],
    ['10,10', '38,18', '38,17', '38,17', '38,17', '38,20', '18,18', '18,18'],
    ['10,10', '38,38', '38,37', '38,37', '38,37', '38,6', '38,38', '38,38'],
    ['18,6', '3,1', '19,6', '19,6', '22,7', '23,10', '8,6', '8,6'],
    ['18,6', '5,2', '19,6', '19,6', '24,8', '26,12', '9,6', '9,6'],
    ['18,6', '10,0', '19,6', '19,6', '29,6', '29,17', '16,6', '16,6'],
    ['18,6', '10,10', '23,10', '23,10', '29,16', '38,16', '10,10', '10,10'],
    ['18,6', '18,6', '19,6', '19,6', '37,12', '38,20', '18,6', '18,6'],
    ['18,6', '20,0', '27,6', '27,6', '38,6', '38,26', '18,6', '18,6'],
    ['18,6', '38,0', '38,6', '38,6', '38,6', '38,26', '18,6', '18,6'],
    ['18,6', '38,18', '38,17', '38,17', '38,6', '38,8', '30,18', '30,18'],
    ['18,6', '38,38', '38,25', '38,25', '38,25', '38,6', '38,38', '38,38'],
    ['20,0', '3,1', '22,1', '22,1', '24,1', '27,6', '3,1', '3,1'],
    ['20,0', '5,2', '23,2', '23,2', '26,2', '28,6', '5,2', '5,2'],
    ['20,0', '10,0', '21,0', '21,0', '31,0', '31,11', '10,0', '10,0'],
    ['20,0', '10,10', '31,10', '31,10', '31,10', '38,8', '10,10', '10,10'],
    ['20,0', '18,6', '27,6', '27,6', '38,6', '38,12', '18,6', '18,6'],
    ['20,0', '20,0', '21,0', '21,0', '38,0', '38,18', '20,0', '20,0'],
    ['20,0', '38,0', '38,0', '38,0', '38,0', '38,18', '20,0', '20,0'],
    ['20,0', '38,18', '38,17', '38,17', '38,6', '38,6', '38,18', '38,18'],
    ['20,0', '38,38', '38,17', '38,17', '38,17', '38,6', '38,38', '38,38'],
    ['38,0', '3,1', '38,1', '38,1', '38,1', '38,6', '3,1', '3,1'],
    ['38,0', '5,2', '38,2', '38,2', '38,2', '38,6', '5,2', '5,2'],
    ['38,0', '10,0', '38,0', '38,0', '38,0', '38,6', '10,0', '10,0'],
    ['38,0', '10,10', '38,6', '38,6', '38,6', '38,6', '10,10', '10,10'],
    ['38,0', '18,6', '38,6', '38,6', '38,6', '38,6', '18,6', '18,6'],
    ['38,0', '20,0', '38,0', '38,0', '38,0', '38,6', '20,0', '20,0'],
    ['38,0', '38,0', '38,0', '38,0', '38,0', '38,6', '38,0', '38,0'],
    ['38,0', '38,18', '38,6', '38,6', '38,6', '38,6', '38,18', '38,18'],
    ['38,0', '38,38', '38,6', '38,6', '38,6', '38,6', '38,38', '38,38'],
    ['38,18', '3,1', '38,17', '38,17', '38,15', '38,17', '20,18', '20,18'],
    ['38,18', '5,2', '38,17', '38,17', '38,14', '38,16', '21,18', '21,18'],
    ['38,18', '10,0', '38,17', '38,17', '38,7', '38,18', '28,18', '28,18'],
    ['38,18', '10,10', '38,17', '38,17', '38,17', '38,8', '18,18', '18,18'],
    ['38,18', '18,6', '38,17', '38,17', '38,6', '38,12', '30,18', '30,18'],
    ['38,18', '20,0', '38,17', '38,17', '38,6', '38,18', '38,18', '38,18'],
    ['38,18', '38,0', '38,6', '38,6', '38,6', '38,18', '38,18', '38,18'],
    ['38,18', '38,18', '38,17', '38,17', '38,6', '38,6', '38,18', '38,18'],
    ['38,18', '38,38', '38,17', '38,17', '38,17', '38,6', '38,38', '38,38'],
    ['38,38', '3,1', '38,35', '38,35', '38,35', '38,37', '38,38', '38,38'],
    ['38,38', '5,2', '38,34', '38,34', '38,34', '38,36', '38,38', '38,38'],
    ['38,38', '10,0', '38,27', '38,27', '38,27', '38,38', '38,38', '38,38'],
    ['38,38', '10,10', '38,37', '38,37', '38,37', '38,28', '38,38', '38,38'],
    ['38,38', '18,6', '38,25', '38,25', '38,25', '38,32', '38,38', '38,38'],
    ['38,38', '20,0', '38,17', '38,17', '38,17', '38,38', '38,38', '38,38'],
    ['38,38', '38,0', '38,6', '38,6', '38,6', '38,38', '38,38', '38,38'],
    ['38,38', '38,18', '38,17', '38,17', '38,17', '38,20', '38,38', '38,38'],
    ['38,38', '38,38', '38,37', '38,37', '38,37', '38,6', '38,38', '38,38'],
  ])('%s and %s', (a, b, ...results) => {
    const ours = OPS.map((op) => decimalResult(op, typed(a), typed(b)));
    expect(ours.map(({ precision, scale }) => `${precision},${scale}`)).toEqual(results);
  }); // prettier-ignore
});

/** A fraction rounded half away from zero to a whole number. */
function rounded(numerator: bigint, denominator: bigint): bigint {
  const negative = numerator < 0n !== denominator < 0n;
  const size = (x: bigint): bigint => (x < 0n ? -x : x);
  const quotient = (2n * size(numerator) + size(denominator)) / (2n * size(denominator));
  return negative ? -quotient : quotient;
}

describe('decimals', () => {
  const values = fc
    .integer({ min: 1, max: 38 })
    .chain((precision) =>
      fc.tuple(
        fc.integer({ min: 0, max: precision }).map((scale) => decimal(precision, scale)),
        fc.oneof(fc.bigInt(-9n, 9n), fc.bigInt(1n - 10n ** BigInt(precision), 10n ** BigInt(precision) - 1n)),
      ),
    )
    .filter(([{ precision }, n]) => n < 10n ** BigInt(precision) && n > -(10n ** BigInt(precision)));
  const power = (n: number): bigint => 10n ** BigInt(n);

  test.each(['+', '-', '*', '/', '%', 'pmod'] as const)('%s is the exact result, rounded to its type', (op) => {
    fc.assert(
      fc.property(values, values, ([a, x], [b, y]) => {
        const result = decimalResult(op, a, b);
        const scale = Math.max(a.scale, b.scale);
        const [left, right] = [x * power(scale - a.scale), y * power(scale - b.scale)];
        const to = power(result.scale);
        const exact = {
          '+': () => rounded((left + right) * to, power(scale)),
          '-': () => rounded((left - right) * to, power(scale)),
          '*': () => rounded(x * y * to, power(a.scale + b.scale)),
          '/': () => (y === 0n ? 'DIVIDE_BY_ZERO' : rounded(left * to, right)),
          '%': () => (y === 0n ? 'REMAINDER_BY_ZERO' : rounded((left % right) * to, power(scale))),
          pmod: () => {
            const r = EXACT['pmod']!(left, right);
            return typeof r === 'string' ? r : rounded(r * to, power(scale));
          },
        }[op]();
        const fits = typeof exact === 'string' || (exact < power(result.precision) && exact > -power(result.precision));
        const ours = answer(operation(op, a, b), x, y);
        if (fits) expect(ours).toBe(exact);
        else expect(ours).toMatch(/^NUMERIC_VALUE_OUT_OF_RANGE/);
      }),
      { numRuns: 500 },
    );
  });
});
