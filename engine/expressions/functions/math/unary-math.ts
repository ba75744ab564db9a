import { DOUBLE } from '../../../types/data-type.ts';
import type { Words } from '../../../types/int128.ts';
import type { ScalarFunction } from '../../define-function.ts';
import { defineScalar } from '../../define-scalar.ts';
import { kernel, ofWords } from '../../function-code.ts';
import { anyOf, DAY_TIME, FLOATING, YEAR_MONTH } from '../../type-pattern.ts';

interface UnaryMath {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly f: (x: number) => number | null;
  readonly description: string;
  readonly example: readonly [string, string];
  /** Name of the column when it is not the capitals of the name. */
  readonly shown?: string;
}

const unary = ({ name, aliases, f, description, example, shown }: UnaryMath): ScalarFunction =>
  defineScalar({
    name,
    ...(aliases === undefined ? {} : { aliases }),
    group: 'math',
    description,
    parameters: ['expr'],
    examples: [{ sql: example[0], result: example[1] }],
    pretty: ([a], called) => `${aliases?.includes(called) === true ? called : (shown ?? called.toUpperCase())}(${a})`,
    args: [name === 'signum' ? SIGNED : FLOATING],
    returns: DOUBLE,
    mayBeNull: true,
    code: ([arg]) => (arg!.type.kind === 'day_time_interval' ? ofWords(signOf) : kernel(f)),
  });

function signOf(a: Words, at: number): number {
  const high = a[at + 1]!;
  return high < 0 ? -1 : (high | a[at]!) === 0 ? 0 : 1;
}

const SIGNED = anyOf(FLOATING, DAY_TIME, YEAR_MONTH);

const positive =
  (f: (x: number) => number, limit = 0) =>
  (x: number): number | null =>
    x <= limit ? null : f(x);

/** Functions of one DOUBLE. */
export const unaryMath: readonly ScalarFunction[] = [
  unary({ name: 'sqrt', f: Math.sqrt, description: 'The square root.', example: ['sqrt(4)', '2.0'] }),
  unary({ name: 'cbrt', f: Math.cbrt, description: 'The cube root.', example: ['cbrt(27.0)', '3.0'] }),
  unary({ name: 'exp', f: exponential, description: 'e to the power of expr.', example: ['exp(0)', '1.0'] }),
  unary({ name: 'expm1', f: Math.expm1, description: 'exp(expr) - 1.', example: ['expm1(0)', '0.0'] }),
  unary({
    name: 'ln',
    f: positive(Math.log),
    shown: 'ln',
    description: 'The natural logarithm.',
    example: ['ln(1)', '0.0'],
  }),
  unary({
    name: 'log10',
    f: positive(Math.log10),
    description: 'The logarithm of base 10.',
    example: ['log10(100)', '2.0'],
  }),
  unary({
    name: 'log2',
    f: positive((x) => Math.log(x) / Math.log(2)),
    description: 'The logarithm of base 2.',
    example: ['log2(2)', '1.0'],
  }),
  unary({ name: 'log1p', f: positive(Math.log1p, -1), description: 'log(1 + expr).', example: ['log1p(0)', '0.0'] }),
  unary({ name: 'sin', f: Math.sin, description: 'The sine.', example: ['sin(0)', '0.0'] }),
  unary({ name: 'cos', f: Math.cos, description: 'The cosine.', example: ['cos(0)', '1.0'] }),
  unary({ name: 'tan', f: Math.tan, description: 'The tangent.', example: ['tan(0)', '0.0'] }),
  unary({
    name: 'cot',
    f: (x) => 1 / Math.tan(x),
    description: 'The cotangent.',
    example: ['cot(1)', '0.6420926159343306'],
  }),
  unary({ name: 'sec', f: (x) => 1 / Math.cos(x), description: 'The secant.', example: ['sec(0)', '1.0'] }),
  unary({
    name: 'csc',
    f: (x) => 1 / Math.sin(x),
    description: 'The cosecant.',
    example: ['csc(1)', '1.1883951057781212'],
  }),
  unary({ name: 'asin', f: Math.asin, description: 'The arc sine.', example: ['asin(0)', '0.0'] }),
  unary({ name: 'acos', f: Math.acos, description: 'The arc cosine.', example: ['acos(1)', '0.0'] }),
  unary({ name: 'atan', f: Math.atan, description: 'The arc tangent.', example: ['atan(0)', '0.0'] }),
  unary({ name: 'sinh', f: Math.sinh, description: 'The hyperbolic sine.', example: ['sinh(0)', '0.0'] }),
  unary({ name: 'cosh', f: Math.cosh, description: 'The hyperbolic cosine.', example: ['cosh(0)', '1.0'] }),
  unary({ name: 'tanh', f: Math.tanh, description: 'The hyperbolic tangent.', example: ['tanh(0)', '0.0'] }),
  unary({
    name: 'asinh',
    f: Math.asinh,
    description: 'The inverse hyperbolic sine.',
    example: ['asinh(0)', '0.0'],
  }),
  unary({
    name: 'acosh',
    f: Math.acosh,
    description: 'The inverse hyperbolic cosine.',
    example: ['acosh(1)', '0.0'],
  }),
  unary({
    name: 'atanh',
    f: (x) => 0.5 * (Math.log1p(x) - Math.log1p(-x)),
    description: 'The inverse hyperbolic tangent.',
    example: ['atanh(0)', '0.0'],
  }),
  unary({
    name: 'degrees',
    f: (x) => x * (180 / Math.PI),
    description: 'Radians as degrees.',
    example: ['degrees(0)', '0.0'],
  }),
  unary({
    name: 'radians',
    f: (x) => x * (Math.PI / 180),
    description: 'Degrees as radians.',
    example: ['radians(0)', '0.0'],
  }),
  unary({
    name: 'rint',
    f: roundToEven,
    shown: 'rint',
    description: 'The nearest whole number, the even one of two.',
    example: ['rint(12.3456)', '12.0'],
  }),
  unary({
    name: 'signum',
    aliases: ['sign'],
    f: (x) => Math.sign(x),
    description: '-1, 0 or 1 by the sign of expr.',
    example: ['signum(40)', '1.0'],
  }),
];

/** V8 answers 1 with the constant e, which is one bit less than the algorithm it shares with Java gives. */
function exponential(x: number): number {
  return x === 1 ? 2.7182818284590455 : Math.exp(x);
}

function roundToEven(x: number): number {
  if (!Number.isFinite(x) || Math.abs(x) >= 2 ** 52) return x;
  const floor = Math.floor(x);
  const rest = x - floor;
  const rounded = rest < 0.5 ? floor : rest > 0.5 ? floor + 1 : floor % 2 === 0 ? floor : floor + 1;
  return rounded === 0 && (x < 0 || Object.is(x, -0)) ? -0 : rounded;
}
