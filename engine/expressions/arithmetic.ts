import type { DataType, DecimalType } from '../types/data-type.ts';
import { divideHalfUp, fitsPrecision, pow10, rescale, decimalToText } from '../types/decimal.ts';
import { RuntimeError } from '../types/errors.ts';
import type { ArithmeticOperator } from './arithmetic-operator.ts';
import { decimalOutOfRange } from './casts/cast-failure.ts';
import { adjustedDecimal, boundedDecimal } from './type-coercion.ts';

/** Arithmetic on scalars with Spark's overflow rules (ANSI). */

export type Arithmetic = (a: never, b: never) => unknown;

export const overflow = (hint?: string): RuntimeError =>
  new RuntimeError({
    condition: 'ARITHMETIC_OVERFLOW',
    sqlState: '22003',
    message: 'overflow.',
    ...(hint === undefined ? {} : { hint: `Use '${hint}' to tolerate overflow and return NULL instead.` }),
  });

const binaryOverflow = (a: number, symbol: string, b: number): RuntimeError =>
  new RuntimeError({
    condition: 'BINARY_ARITHMETIC_OVERFLOW',
    sqlState: '22003',
    message: `${a} ${symbol} ${b} caused overflow.`,
  });

export const divideByZero = (): RuntimeError =>
  new RuntimeError({
    condition: 'DIVIDE_BY_ZERO',
    sqlState: '22012',
    message: 'Division by zero.',
    hint: 'Use `try_divide` to tolerate divisor being 0 and return NULL instead.',
  });

export const remainderByZero = (): RuntimeError =>
  new RuntimeError({
    condition: 'REMAINDER_BY_ZERO',
    sqlState: '22012',
    message: 'Remainder by zero.',
    hint: 'Use `try_mod` to tolerate divisor being 0 and return NULL instead.',
  });

const TRY_NAMES: Readonly<Record<ArithmeticOperator, string>> = {
  '+': 'try_add',
  '-': 'try_subtract',
  '*': 'try_multiply',
  '/': 'try_divide',
  '%': 'try_mod',
  div: 'try_divide',
  pmod: 'try_mod',
};

/** The overflow of an operation, with the function that tolerates it. */
export const overflowOf = (op: ArithmeticOperator): RuntimeError => overflow(TRY_NAMES[op]);

/** The function of two operands of one type, which is neither BIGINT nor DECIMAL. */
export function arithmetic(op: ArithmeticOperator, type: DataType): Arithmetic {
  switch (type.kind) {
    case 'byte':
      return small(op, 8);
    case 'short':
      return small(op, 16);
    case 'integer':
      return INT[op];
    case 'float':
      return float(op);
    case 'double':
      return DOUBLE[op];
    default:
      throw new Error(`no arithmetic on ${type.kind}`);
  }
}

const int = (s: number, op: ArithmeticOperator): number => {
  if ((s | 0) !== s) throw overflowOf(op);
  return s | 0;
};

const INT: Readonly<Record<ArithmeticOperator, (a: number, b: number) => number | bigint>> = {
  '+': (a, b) => int(a + b, '+'),
  '-': (a, b) => int(a - b, '-'),
  '*': (a, b) => int(a * b, '*'),
  '/': (a, b) => DOUBLE['/'](a, b),
  '%': (a, b) => {
    if (b === 0) throw remainderByZero();
    return (a % b) | 0;
  },
  div: (a, b) => {
    if (b === 0) throw divideByZero();
    return BigInt(Math.trunc(a / b));
  },
  pmod: (a, b) => {
    if (b === 0) throw remainderByZero();
    const r = a % b;
    return (r < 0 ? (r + b) % b : r) | 0;
  },
};

function small(op: ArithmeticOperator, bits: number): Arithmetic {
  const limit = 2 ** (bits - 1);
  const compute = INT[op] as (a: number, b: number) => number;
  return (a: number, b: number) => {
    const s = compute(a, b);
    if (s < -limit || s >= limit) throw binaryOverflow(a, op, b);
    return s;
  };
}

const DOUBLE: Readonly<Record<ArithmeticOperator, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => {
    if (b === 0) throw divideByZero();
    return a / b;
  },
  '%': (a, b) => {
    if (b === 0) throw remainderByZero();
    return a % b;
  },
  div: (a, b) => Math.trunc(a / b),
  pmod: (a, b) => {
    if (b === 0) throw remainderByZero();
    const r = a % b;
    return r < 0 ? (r + b) % b : r;
  },
};

const float = (op: ArithmeticOperator): Arithmetic => {
  const compute = DOUBLE[op];
  return (a: number, b: number) => Math.fround(compute(a, b));
};

/** The type of an operation on two decimals. */
export function decimalResult(op: ArithmeticOperator, a: DecimalType, b: DecimalType): DecimalType {
  const { precision: p1, scale: s1 } = a;
  const { precision: p2, scale: s2 } = b;
  switch (op) {
    case '+':
    case '-': {
      const scale = Math.max(s1, s2);
      return adjustedDecimal(Math.max(p1 - s1, p2 - s2) + scale + 1, scale);
    }
    case '*':
      return adjustedDecimal(p1 + p2 + 1, s1 + s2);
    case '/': {
      const scale = Math.max(6, s1 + p2 + 1);
      return adjustedDecimal(p1 - s1 + s2 + scale, scale);
    }
    case '%':
    case 'pmod': {
      const scale = Math.max(s1, s2);
      return adjustedDecimal(Math.min(p1 - s1, p2 - s2) + scale, scale);
    }
    case 'div':
      return boundedDecimal(Math.max(p1 - s1 + s2, 1), 0);
  }
}

/** An operation on the unscaled numbers of decimals, on bigints; it fails where the result has too many digits. */
export function exactDecimals(
  op: ArithmeticOperator,
  a: DecimalType,
  b: DecimalType,
  result: DataType,
): (x: bigint, y: bigint) => bigint {
  const to = result as DecimalType;
  const fit = (n: bigint, from: number): bigint => {
    const rounded = rescale(n, from, to.scale);
    if (!fitsPrecision(rounded, to.precision)) throw decimalOutOfRange(decimalToText(n, from), to.precision, to.scale);
    return rounded;
  };
  const scale = Math.max(a.scale, b.scale);
  const left = pow10(scale - a.scale);
  const right = pow10(scale - b.scale);
  switch (op) {
    case '+':
      return (x: bigint, y: bigint) => fit(x * left + y * right, scale);
    case '-':
      return (x: bigint, y: bigint) => fit(x * left - y * right, scale);
    case '*':
      return (x: bigint, y: bigint) => fit(x * y, a.scale + b.scale);
    case '/': {
      const up = pow10(Math.max(0, to.scale - a.scale + b.scale));
      const down = pow10(Math.max(0, a.scale - b.scale - to.scale));
      return (x: bigint, y: bigint) => {
        if (y === 0n) throw divideByZero();
        const negative = y < 0n;
        return fit(divideHalfUp((negative ? -x : x) * up, (negative ? -y : y) * down), to.scale);
      };
    }
    case '%':
      return (x: bigint, y: bigint) => {
        if (y === 0n) throw remainderByZero();
        return fit((x * left) % (y * right), scale);
      };
    case 'pmod':
      return (x: bigint, y: bigint) => {
        if (y === 0n) throw remainderByZero();
        const divisor = y * right;
        const r = (x * left) % divisor;
        return fit(r < 0n ? (r + divisor) % divisor : r, scale);
      };
    case 'div':
      return (x: bigint, y: bigint) => {
        if (y === 0n) throw divideByZero();
        return BigInt.asIntN(64, (x * left) / (y * right));
      };
  }
}
