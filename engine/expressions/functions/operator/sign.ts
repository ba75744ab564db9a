import { layoutOf } from '../../../columnar/vector.ts';
import { DOUBLE, isNumeric, type DataType } from '../../../types/data-type.ts';
import { negate as negateWords, type Words } from '../../../types/int128.ts';
import { unexpectedInputType } from '../../analysis-errors.ts';
import { overflow } from '../../arithmetic.ts';
import { defineFunction, type BindContext, type BoundScalar, type ScalarCode } from '../../define-function.ts';
import { inline, kernel, unchanged, words } from '../../function-code.ts';
import { intervalOverflow } from '../../interval-arithmetic.ts';
import { negativeLong } from '../../long-arithmetic.ts';
import { checkCount } from '../../signature.ts';
import { anyOf, CALENDAR, DAY_TIME, NUMERIC, YEAR_MONTH } from '../../type-pattern.ts';
import type { TypedExpression } from '../../typed.ts';

const TAKES = anyOf(NUMERIC, CALENDAR, YEAR_MONTH, DAY_TIME);

/** A number or an interval; a text is read as DOUBLE. */
function signed(args: readonly TypedExpression[], context: BindContext): TypedExpression {
  checkCount(args.length, 1, 1, context.functionName);
  const arg = args[0]!;
  if (arg.type.kind === 'string' || arg.type.kind === 'void') return context.cast(arg, DOUBLE);
  if (!isNumeric(arg.type) && !arg.type.kind.endsWith('interval')) {
    throw unexpectedInputType(context.sql(args), 0, TAKES, arg);
  }
  return arg;
}

export function bindNegative(args: readonly TypedExpression[], context: BindContext): BoundScalar {
  const arg = signed(args, context);
  return { args: [arg], type: arg.type, nullable: arg.nullable, code: negate(arg.type) };
}

export function bindPositive(args: readonly TypedExpression[], context: BindContext): BoundScalar {
  const arg = signed(args, context);
  return { args: [arg], type: arg.type, nullable: arg.nullable, code: unchanged };
}

function failNumber(): never {
  throw overflow();
}

function failInterval(): never {
  throw intervalOverflow();
}

const negated = (out: Words, a: Words, at: number): void => negateWords(out, 0, a, at);

const BITS: Readonly<Record<string, number>> = { byte: 8, short: 16, integer: 32 };

function negate(type: DataType): ScalarCode {
  switch (type.kind) {
    case 'byte':
    case 'short':
    case 'integer': {
      const least = -(2 ** (BITS[type.kind]! - 1));
      return kernel((n: number) => {
        if (n === least) throw overflow();
        return -n | 0;
      });
    }
    case 'year_month_interval':
      return kernel((n: number) => {
        if (n === -(2 ** 31)) throw intervalOverflow();
        return -n | 0;
      });
    case 'long':
      return negativeLong(failNumber);
    case 'day_time_interval':
      return negativeLong(failInterval);
    case 'calendar_interval':
      return kernel((v: { months: number; days: number; micros: bigint }) => ({
        months: -v.months | 0,
        days: -v.days | 0,
        micros: -v.micros,
      }));
    default:
      if (layoutOf(type) === 'i128') return words(negated);
      return inline(([a]) => (type.kind === 'decimal' ? `(0n - ${a})` : `(-${a})`));
  }
}

export const negative = defineFunction({
  name: 'negative',
  group: 'math',
  description: 'The negative of expr.',
  parameters: ['expr'],
  examples: [{ sql: 'negative(1)', result: '-1' }],
  bind: bindNegative,
});

export const positive = defineFunction({
  name: 'positive',
  group: 'math',
  description: 'The value of expr.',
  parameters: ['expr'],
  examples: [{ sql: 'positive(1)', result: '1' }],
  pretty: ([a]) => `(+ ${a})`,
  bind: bindPositive,
});
