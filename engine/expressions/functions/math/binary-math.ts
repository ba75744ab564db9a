import { layoutOf } from '../../../columnar/vector.ts';
import { DOUBLE, LONG, type DataType } from '../../../types/data-type.ts';
import { copy, negate, type Words } from '../../../types/int128.ts';
import { overflow } from '../../arithmetic.ts';
import { defineFunction, type ScalarFunction } from '../../define-function.ts';
import { defineScalar } from '../../define-scalar.ts';
import { inline, kernel, words } from '../../function-code.ts';
import { sizeOfLong } from '../../long-arithmetic.ts';
import { coerced } from '../../signature.ts';
import { FLOATING, INT, type TypePattern } from '../../type-pattern.ts';
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
