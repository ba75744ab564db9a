import { decimal, INTEGER, LONG, type DataType, type DecimalType } from '../../../types/data-type.ts';
import { parseDecimal, pow10 } from '../../../types/decimal.ts';
import { setInteger, setSmall, setWhole, type Words } from '../../../types/int128.ts';
import { doubleToText, floatToText } from '../../../types/java-double.ts';
import {
  dividedWhole,
  exactPower,
  roundedShown,
  shownDecimal,
  slack,
  type RoundingMode,
} from '../../../types/round-double.ts';
import { nonFoldable } from '../../analysis-errors.ts';
import { overflow } from '../../arithmetic.ts';
import { castKernel } from '../../casts/cast-code.ts';
import { defineFunction, type ScalarCode, type ScalarFunction } from '../../define-function.ts';
import { evaluateConstant, isConstant } from '../../evaluate.ts';
import type { TypedExpression } from '../../typed.ts';
import { kernel, unchanged, words } from '../../function-code.ts';
import { prettySql } from '../../pretty-sql.ts';
import { boundedDecimal } from '../../type-coercion.ts';
import { coerced, literalOf } from '../../signature.ts';
import { anyOf, BIGINT, DECIMAL_OF_ANY, FLOATING, INT, NUMERIC } from '../../type-pattern.ts';
import { SAFE } from '../../../types/exact-long.ts';
import { MOST_DROPPED, roundedDecimal, roundedLong, storeRounded, tooLarge } from './rounded-words.ts';

/** `n / 10^drop` rounded by a mode. */
function divided(n: bigint, drop: number, mode: RoundingMode): bigint {
  const unit = pow10(drop);
  const q = n / unit;
  const r = n % unit;
  if (r === 0n) return q;
  const sign = n < 0n ? -1n : 1n;
  if (mode === 'ceiling') return sign > 0n ? q + 1n : q;
  if (mode === 'floor') return sign < 0n ? q - 1n : q;
  const twice = r * 2n * sign;
  if (twice > unit || (twice === unit && (mode === 'half up' || q % 2n !== 0n))) return q + sign;
  return q;
}

/** The unscaled integer rounded to `digits` places, still at its own scale or at that of the result. */
const rounded = (n: bigint, scale: number, digits: number, mode: RoundingMode): bigint =>
  digits >= scale ? n : divided(n, scale - digits, mode);

export function roundedType(type: DataType, digits: number): DataType {
  if (type.kind !== 'decimal') return type;
  const whole = type.precision - type.scale + 1;
  if (digits < 0) return decimal(Math.min(Math.max(whole, -digits + 1), 38), 0);
  return decimal(Math.min(whole + Math.min(digits, type.scale), 38), Math.min(digits, type.scale));
}

/** No number has more digits before the point: rounding further to the left changes nothing more. */
const FARTHEST_LEFT = -400;

function roundCode(type: DataType, to: DataType, wanted: number, mode: RoundingMode): ScalarCode {
  const digits = Math.max(wanted, FARTHEST_LEFT);
  switch (type.kind) {
    case 'decimal':
      return roundedDecimal(type, to as DecimalType, digits, mode);
    case 'float':
    case 'double': {
      const float = type.kind === 'float';
      const exact = roundByText(float, digits, mode);
      const even = mode === 'half even';
      return kernel((x: number) => {
        const n = roundedShown(x < 0 ? -x : x, digits, even, float);
        if (n !== n) return exact(x);
        const made = digits < 0 ? n * exactPower(-digits) : n / exactPower(digits);
        const size = float ? Math.fround(made) : made;
        return x < 0 ? 0 - size : size + 0;
      });
    }
    case 'long':
      return digits >= 0 ? unchanged : roundedLong(-digits, mode);
    default: {
      if (digits >= 0) return unchanged;
      const bits: Readonly<Record<string, number>> = { byte: 8, short: 16, integer: 32 };
      const limit = 2 ** (bits[type.kind]! - 1);
      const drop = Math.min(-digits, MOST_DROPPED);
      return kernel((n: number) => {
        const made = dividedWhole(n, drop, mode) * exactPower(drop);
        if (made >= limit || made < -limit) throw overflow();
        return made + 0;
      });
    }
  }
}

/** Rounds what the number is written as. */
export function roundByText(float: boolean, digits: number, mode: RoundingMode): (x: number) => number {
  const text = float ? floatToText : doubleToText;
  return (x) => {
    if (!Number.isFinite(x)) return x;
    const parsed = parseDecimal(text(x))!;
    const value = rounded(parsed.unscaled, parsed.scale, digits, mode);
    const at = Math.min(digits, parsed.scale);
    const made = Number(`${value}e${-at}`);
    return float ? Math.fround(made) : made;
  };
}

const roundFunction = (
  name: string,
  mode: RoundingMode,
  description: string,
  sql: string,
  result: string,
): ScalarFunction =>
  defineFunction({
    name,
    group: 'math',
    description,
    parameters: ['expr', 'scale?'],
    examples: [{ sql, result }],
    bind(given, context) {
      const args = coerced(
        { args: [NUMERIC, INT], required: 1, defaults: { 1: literalOf(0, INTEGER) } },
        given,
        context,
      );
      if (!isConstant(args[1]!)) throw nonFoldable(context.sql(given), prettySql(args[1]!), 'INT');
      const digits = evaluateConstant(args[1]!) as number | null;
      const { type } = args[0]!;
      const to = roundedType(type, digits ?? 0);
      const code = digits === null ? kernel(() => null) : roundCode(type, to, digits, mode);
      return { args: [args[0]!, args[1]!], type: to, nullable: args.some((arg) => arg.nullable), code };
    },
  });

export const round = roundFunction(
  'round',
  'half up',
  'The number rounded to scale digits after the point, half away from zero.',
  'round(2.5, 0)',
  '3',
);
export const bround = roundFunction(
  'bround',
  'half even',
  'The number rounded to scale digits after the point, half to the even neighbour.',
  'bround(2.5, 0)',
  '2',
);

const wholeFunction = (
  name: string,
  aliases: readonly string[],
  mode: 'ceiling' | 'floor',
  description: string,
  sql: string,
  result: string,
): ScalarFunction =>
  defineFunction({
    name,
    ...(aliases.length === 0 ? {} : { aliases }),
    group: 'math',
    description,
    parameters: ['expr', 'scale?'],
    examples: [{ sql, result }],
    pretty: (args, called) =>
      `${args.length === 1 && called === name ? called.toUpperCase() : called}(${args.join(', ')})`,
    bind(given, context) {
      if (given.length === 2) {
        const args = coerced({ args: [DECIMAL_OF_ANY, INT] }, given, context);
        if (!isConstant(args[1]!)) throw nonFoldable(context.sql(given), prettySql(args[1]!), 'INT');
        const digits = evaluateConstant(args[1]!) as number | null;
        const to = roundedType(args[0]!.type, digits ?? 0);
        const nullable = args.some((arg) => arg.nullable);
        const code = digits === null ? kernel(() => null) : roundCode(args[0]!.type, to, digits, mode);
        const direct = digits === null ? null : ofDouble(args[0]!, to as DecimalType, digits, mode);
        if (direct !== null) return { args: [direct.arg, args[1]!], type: to, nullable, code: direct.code };
        return { args, type: to, nullable, code };
      }
      const args = coerced(
        { args: [anyOf(FLOATING, DECIMAL_OF_ANY, BIGINT)] },
        given.slice(0, 1).map((arg) => prepared(arg, context)!),
        context,
      );
      const { type } = args[0]!;
      const nullable = args[0]!.nullable;
      if (type.kind === 'decimal') {
        const to = type.scale === 0 ? decimal(type.precision, 0) : boundedDecimal(type.precision - type.scale + 1, 0);
        return { args, type: to, nullable, code: roundedDecimal(type, to, 0, mode) };
      }
      const store =
        mode === 'floor'
          ? (out: Words, x: number) => storeWhole(out, Math.floor(x))
          : (out: Words, x: number) => storeWhole(out, Math.ceil(x));
      const code = type.kind === 'long' ? unchanged : words(store);
      return { args, type: LONG, nullable, code };
    },
  });

/** A DOUBLE that would become a decimal first is rounded as it is written, without that decimal where it is short. */
function ofDouble(
  arg: TypedExpression,
  to: DecimalType,
  digits: number,
  mode: RoundingMode,
): { readonly arg: TypedExpression; readonly code: ScalarCode } | null {
  if (arg.node !== 'cast' || arg.child.type.kind !== 'double' || digits < 0 || to.scale !== digits) return null;
  const decimalOf = castKernel(arg.child.type, arg.type, arg.mode, 'UTC') as (x: number) => bigint | null;
  const from = arg.type as DecimalType;
  const round = storeRounded(from, to, digits, mode);
  const unit = exactPower(Math.min(digits, MOST_DROPPED));
  const limit = Math.min(SAFE, unit * 10 ** (from.precision - from.scale));
  const shown = (x: number): number =>
    shownDecimal(x < 0 ? -x : x, (whole, places) => {
      if (places > digits) return dividedWhole(x < 0 ? -whole : whole, places - digits, mode);
      const n = whole * exactPower(digits - places);
      return n < SAFE ? (x < 0 ? -n : n) : NaN;
    }) ?? NaN;
  return {
    arg: arg.child,
    code: words(
      (out: Words, x: number): boolean => {
        const y = x * unit;
        // How a double is written, and cut to the places of the decimal, is of no matter so far from a whole number.
        const doubt = slack(Math.abs(y), false) + unit * 10 ** -from.scale;
        const isSure = y < limit && y > -limit && Math.abs(y - Math.round(y)) > doubt && digits <= MOST_DROPPED;
        const short = isSure ? (mode === 'floor' ? Math.floor(y) : Math.ceil(y)) : shown(x);
        if (short === short) {
          setWhole(out, 0, short);
          return true;
        }
        const n = decimalOf(x);
        if (n === null) return false;
        setInteger(out, 0, n);
        if (!round(out, out, 0)) throw tooLarge(n, from, to);
        return true;
      },
      { mayBeNull: true },
    ),
  };
}

/** Small integers go through BIGINT, not DOUBLE. */
function prepared(
  arg: Parameters<ScalarFunction['bind']>[0][number] | undefined,
  context: Parameters<ScalarFunction['bind']>[1],
): typeof arg {
  return arg !== undefined && ['byte', 'short', 'integer'].includes(arg.type.kind) ? context.cast(arg, LONG) : arg;
}

function storeWhole(out: Words, x: number): void {
  if (x < SAFE && x > -SAFE) setWhole(out, 0, x);
  else if (x !== x) setWhole(out, 0, 0);
  else if (x >= 2 ** 63 || x < -(2 ** 63)) throw overflow();
  else setSmall(out, 0, BigInt(x));
}

export const ceil = wholeFunction(
  'ceil',
  ['ceiling'],
  'ceiling',
  'The smallest whole number that is not below expr.',
  'ceil(-0.1)',
  '0',
);
export const floor = wholeFunction(
  'floor',
  [],
  'floor',
  'The largest whole number that is not above expr.',
  'floor(-0.1)',
  '-1',
);
