import { layoutOf } from '../../../columnar/vector.ts';
import { BYTE, DOUBLE, INTEGER, LONG, STRING, type DataType } from '../../../types/data-type.ts';
import { doubleOf, longOf } from '../../../types/exact-long.ts';
import { copy, negate, type Words } from '../../../types/int128.ts';
import { overflow } from '../../arithmetic.ts';
import { defineFunction, type ScalarFunction } from '../../define-function.ts';
import { defineScalar } from '../../define-scalar.ts';
import { inline, kernel, words } from '../../function-code.ts';
import { invalidParameter } from '../../index-errors.ts';
import { sizeOfLong } from '../../long-arithmetic.ts';
import { coerced } from '../../signature.ts';
import { anyOf, BIGINT, BOOL, FLOATING, INT, INTEGRAL, TEXT, type TypePattern } from '../../type-pattern.ts';
import { bindArithmetic } from '../operator/arithmetic.ts';

type Kernel = (...args: never[]) => unknown;

const math = (
  name: string,
  parameters: readonly string[],
  description: string,
  example: readonly [string, string],
  args: readonly TypePattern[],
  returns: DataType,
  f: Kernel,
  more: Partial<ScalarFunction & { required: number; mayBeNull: boolean }> = {},
): ScalarFunction =>
  defineScalar({
    name,
    group: 'math',
    description,
    parameters,
    examples: [{ sql: example[0], result: example[1] }],
    args,
    returns,
    code: kernel(f),
    ...more,
  });

const capitals = (args: readonly string[], name: string): string => `${name.toUpperCase()}(${args.join(', ')})`;

export const pow = math(
  'pow',
  ['base', 'exponent'],
  'The base to the power of the exponent.',
  ['pow(2, 3)', '8.0'],
  [FLOATING, FLOATING],
  DOUBLE,
  power,
  {
    aliases: ['power'],
    pretty: (args, name) => (name === 'power' ? `POWER(${args.join(', ')})` : `pow(${args.join(', ')})`),
  },
);

/** Java's pow differs from JavaScript's where the base is 1 or -1. */
function power(x: number, y: number): number {
  if (y === 0) return 1;
  if (Number.isNaN(y)) return NaN;
  if (Math.abs(x) === 1 && !Number.isFinite(y)) return NaN;
  return x ** y;
}

export const atan2 = math(
  'atan2',
  ['y', 'x'],
  'The angle of a point.',
  ['atan2(0, 0)', '0.0'],
  [FLOATING, FLOATING],
  DOUBLE,
  (y: number, x: number) => Math.atan2(y + 0, x + 0),
  { pretty: capitals },
);
export const hypot = math(
  'hypot',
  ['a', 'b'],
  'sqrt(a² + b²).',
  ['hypot(3, 4)', '5.0'],
  [FLOATING, FLOATING],
  DOUBLE,
  (a: number, b: number) => Math.hypot(a, b),
  { pretty: capitals },
);

export const log = defineFunction({
  name: 'log',
  group: 'math',
  description: 'The logarithm of expr to a base, the natural one without base.',
  parameters: ['base?', 'expr'],
  examples: [{ sql: 'log(10, 100)', result: '2.0' }],
  pretty: (args) => (args.length === 1 ? `ln(${args[0]})` : `LOG(${args.join(', ')})`),
  bind(given, context) {
    const args = coerced({ args: [FLOATING, FLOATING], required: 1 }, given, context);
    const f = (a: number, b?: number): number | null => {
      if (b === undefined) return a <= 0 ? null : Math.log(a);
      return a <= 0 || b <= 0 ? null : Math.log(b) / Math.log(a);
    };
    return { args, type: DOUBLE, nullable: true, code: kernel(f) };
  },
});

export const pi = math('pi', [], 'The number π.', ['pi()', '3.141592653589793'], [], DOUBLE, () => Math.PI, {
  pretty: () => 'PI()',
});
export const e = math('e', [], 'The number e.', ['e()', '2.718281828459045'], [], DOUBLE, () => Math.E, {
  pretty: () => 'E()',
});

/** Those within 64 bits. */
const FACTORIALS: bigint[] = [1n];
for (let n = 1n; n <= 20n; n++) FACTORIALS.push(FACTORIALS.at(-1)! * n);

export const factorial = math(
  'factorial',
  ['expr'],
  'The product of 1 to expr, NULL outside 0 to 20.',
  ['factorial(5)', '120'],
  [INT],
  LONG,
  (n: number) => FACTORIALS[n] ?? null,
  { mayBeNull: true },
);

export const bin = math('bin', ['expr'], 'The bits of a BIGINT.', ['bin(13)', '1101'], [BIGINT], STRING, (n: bigint) =>
  BigInt.asUintN(64, n).toString(2),
);

const CELL = new BigInt64Array(1);
const HALVES = new Int32Array(CELL.buffer);

/** The bits of a 32-bit integer that are set: counted in pairs, in fours, in bytes, and the bytes added by a product. */
function bitsIn(n: number): number {
  const pairs = n - ((n >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

export const bitCount = math(
  'bit_count',
  ['expr'],
  'The number of bits that are set.',
  ['bit_count(7)', '3'],
  [anyOf(INTEGRAL, BOOL)],
  INTEGER,
  (n: bigint | number | boolean) => {
    CELL[0] = BigInt(n);
    return bitsIn(HALVES[0]!) + bitsIn(HALVES[1]!);
  },
);

export const getBit = defineFunction({
  name: 'bit_get',
  aliases: ['getbit'],
  group: 'math',
  description: 'The bit at a position, counted from the right and from 0.',
  parameters: ['expr', 'pos'],
  examples: [{ sql: 'bit_get(11, 0)', result: '1' }],
  bind(given, context) {
    const args = coerced({ args: [INTEGRAL, INT] }, given, context);
    const sizes: Readonly<Record<string, number>> = { byte: 8, short: 16, integer: 32, long: 64 };
    const size = sizes[args[0]!.type.kind]!;
    const f = (n: number | bigint, pos: number): number => {
      if (pos < 0 || pos >= size)
        throw invalidParameter(
          'BIT_POSITION_RANGE',
          'pos',
          context.functionName,
          `expects an integer value in [0, ${size}), but got ${pos}.`,
        );
      return Number((BigInt(n) >> BigInt(pos)) & 1n);
    };
    return { args, type: BYTE, nullable: args.some((arg) => arg.nullable), code: kernel(f) };
  },
});

/** Digits of one base in another; what follows the first wrong digit is left out. */
export const conv = math(
  'conv',
  ['num', 'from_base', 'to_base'],
  'A number of one base in another.',
  ["conv('100', 2, 10)", '4'],
  [TEXT, INT, INT],
  STRING,
  convert,
  { mayBeNull: true },
);

/** What the digits of a base make, up to the first that is none; NaN beyond 2^53. */
function shortNumber(text: string, base: number): number {
  let n = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const digit =
      code >= 48 && code <= 57 ? code - 48 : (code | 32) >= 97 && (code | 32) <= 122 ? (code | 32) - 87 : 99;
    if (digit >= base) break;
    n = n * base + digit;
    if (n > Number.MAX_SAFE_INTEGER) return NaN;
  }
  return n;
}

function convert(text: string, from: number, to: number): string | null {
  if (from < 2 || from > 36 || Math.abs(to) < 2 || Math.abs(to) > 36) return null;
  const trimmed = text.trim();
  if (trimmed === '') return null;
  const negative = trimmed.startsWith('-');
  const short = negative || to < 0 ? NaN : shortNumber(trimmed, from);
  if (short === short) return short.toString(to).toUpperCase();
  let value = 0n;
  for (const c of (negative ? trimmed.slice(1) : trimmed).toLowerCase()) {
    const digit = Number.parseInt(c, 36);
    if (Number.isNaN(digit) || digit >= from) break;
    value = value * BigInt(from) + BigInt(digit);
    if (value >= 1n << 64n) throw overflow();
  }
  if (negative && to > 0) value = BigInt.asUintN(64, -value);
  else if (negative) value = -value;
  if (to < 0) value = BigInt.asIntN(64, value);
  return value.toString(Math.abs(to)).toUpperCase();
}

const modulo = (name: string, op: '%' | 'pmod', sql: string, result: string, description: string): ScalarFunction =>
  defineFunction({
    name,
    group: 'math',
    description,
    parameters: ['dividend', 'divisor'],
    examples: [{ sql, result }],
    bind: (args, context) => bindArithmetic(op, args, context),
  });

export const mod = modulo('mod', '%', 'mod(7, 3)', '1', 'What is left of a division, with the sign of the dividend.');
export const pmod = modulo(
  'pmod',
  'pmod',
  'pmod(-10, 3)',
  '2',
  'What is left of a division, never negative for a positive divisor.',
);

export const abs = defineFunction({
  name: 'abs',
  group: 'math',
  description: 'The absolute value of a number or an interval.',
  parameters: ['expr'],
  examples: [{ sql: 'abs(-1)', result: '1' }],
  bind(given, context) {
    const text = given[0]?.type.kind === 'string' ? [context.cast(given[0], DOUBLE)] : given;
    const args = coerced({ args: [ABS_TAKES] }, text, context);
    const { type } = args[0]!;
    const limits: Readonly<Record<string, number>> = {
      byte: 128,
      short: 32768,
      integer: 2 ** 31,
      year_month_interval: 2 ** 31,
    };
    const limit = limits[type.kind];
    const fail = (): never => {
      throw overflow();
    };
    const code =
      type.kind === 'long' || type.kind === 'day_time_interval'
        ? sizeOfLong(fail)
        : type.kind === 'decimal'
          ? layoutOf(type) === 'i128'
            ? words(sizeOfWords)
            : inline(([a]) => `(${a} < 0n ? 0n - ${a} : ${a})`)
          : kernel((n: number) => {
              if (limit !== undefined && n === -limit) fail();
              return Math.abs(n);
            });
    return { args, type, nullable: args[0]!.nullable, code };
  },
});

function sizeOfWords(out: Words, a: Words, at: number): void {
  if (a[at + 3]! < 0) negate(out, 0, a, at);
  else copy(out, 0, a, at);
}

const ABS_TAKES: TypePattern = {
  names: ['NUMERIC', 'INTERVAL DAY TO SECOND', 'INTERVAL YEAR TO MONTH'],
  accepts: (t) =>
    [
      'byte',
      'short',
      'integer',
      'long',
      'float',
      'double',
      'decimal',
      'day_time_interval',
      'year_month_interval',
    ].includes(t.kind),
  concrete: DOUBLE,
  family: 'numeric',
};

const LARGEST_LONG = 2n ** 63n - 1n;

/** The number of the bucket, from 1, in which so many before it end. */
const bucketAfter = (before: number): bigint =>
  before < 9e15 ? longOf(Math.floor(before) + 1) : BigInt(Math.trunc(before)) + 1n;

export const widthBucket = defineFunction({
  name: 'width_bucket',
  group: 'math',
  description: 'The number of the bucket of equal width that a value falls into.',
  parameters: ['value', 'min', 'max', 'num_bucket'],
  examples: [{ sql: 'width_bucket(5.3, 0.2, 10.6, 5)', result: '3' }],
  bind(given, context) {
    const interval = given[0]?.type.kind;
    const same: TypePattern | undefined =
      interval === 'year_month_interval' || interval === 'day_time_interval'
        ? { names: [interval], accepts: (t) => t.kind === interval, concrete: given[0]!.type }
        : undefined;
    const value = same ?? FLOATING;
    const args = coerced({ args: [value, value, value, BIGINT] }, given, context);
    const f = (v: number | bigint, min: number | bigint, max: number | bigint, n: bigint): bigint | null => {
      const x = typeof v === 'bigint' ? doubleOf(v) : v;
      const low = typeof min === 'bigint' ? doubleOf(min) : min;
      const high = typeof max === 'bigint' ? doubleOf(max) : max;
      if (n <= 0n || n === LARGEST_LONG || x !== x || low === high) return null;
      if (!Number.isFinite(low) || !Number.isFinite(high)) return null;
      if (low < high) {
        if (x < low) return 0n;
        return x >= high ? n + 1n : bucketAfter((doubleOf(n) * (x - low)) / (high - low));
      }
      if (x > low) return 0n;
      return x <= high ? n + 1n : bucketAfter((doubleOf(n) * (low - x)) / (low - high));
    };
    return { args, type: LONG, nullable: true, code: kernel(f) };
  },
});
