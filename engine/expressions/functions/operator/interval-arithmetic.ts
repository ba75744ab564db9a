import {
  DATE,
  DAY_TIME_INTERVAL,
  DOUBLE,
  INTEGER,
  isIntegral,
  isNumeric,
  isTimestamp,
  LONG,
  STRING,
  TIMESTAMP,
  YEAR_MONTH_INTERVAL,
  type DataType,
} from '../../../types/data-type.ts';
import { MICROS_PER_DAY } from '../../../types/calendar.ts';
import { exactlyApart, microsApart } from '../../../types/instants-in-words.ts';
import { longAt, setInteger, setSmall, setWhole, wholeAt, type Words } from '../../../types/int128.ts';
import { timeZone, type TimeZone } from '../../../types/time-zone.ts';
import type { ArithmeticOperator } from '../../arithmetic-operator.ts';
import type { BindContext, BoundScalar, ScalarCode } from '../../define-function.ts';
import { kernel, words } from '../../function-code.ts';
import { checkedDays, checkedInterval, checkedMicros, checkedMonths, type Span } from '../../interval-arithmetic.ts';
import { unexpectedInputType } from '../../analysis-errors.ts';
import { tightestCommonType } from '../../type-coercion.ts';
import { CALENDAR, INT } from '../../type-pattern.ts';
import type { TypedExpression } from '../../typed.ts';
import { intervalQuotient, scaledInterval } from './scaled-interval.ts';
import { shiftedBy, shiftedDate, shiftedInstant } from './shifted-moments.ts';
import { EXACT } from '../../../types/exact-long.ts';

const DAY = Number(MICROS_PER_DAY);
const isInterval = (type: DataType): boolean => type.kind.endsWith('interval');
const isDatetime = (type: DataType): boolean => type.kind === 'date' || isTimestamp(type);

/** Arithmetic with dates, timestamps and intervals; undefined when neither operand is one. */
export function intervalArithmetic(
  op: ArithmeticOperator,
  left: TypedExpression,
  right: TypedExpression,
  context: BindContext,
): BoundScalar | undefined {
  const [a, b] = [left.type, right.type];
  if (op === '+' && isInterval(a) && (isDatetime(b) || b.kind === 'string')) return shifted(right, left, 1, context);
  if ((op === '+' || op === '-') && isInterval(b) && (isDatetime(a) || a.kind === 'string')) {
    return shifted(left, right, op === '+' ? 1 : -1, context);
  }
  if ((op === '+' || op === '-') && isInterval(a) && isInterval(b)) return sumOfIntervals(op, left, right, context);
  if ((op === '+' || op === '-') && isInterval(a) && b.kind === 'void') {
    return sumOfIntervals(op, left, context.cast(right, a), context);
  }
  if ((op === '+' || op === '-') && isInterval(b) && a.kind === 'void') {
    return sumOfIntervals(op, context.cast(left, b), right, context);
  }
  if (op === '+' && b.kind === 'date' && a.kind !== 'date') return daysAdded(right, left, 1, context);
  if (a.kind === 'date' && (op === '+' || (op === '-' && isNumeric(b)))) {
    return daysAdded(left, right, op === '+' ? 1 : -1, context);
  }
  if (op === '-') return difference(left, right, context);
  if (op === '*' && isInterval(a) && (isNumeric(b) || b.kind === 'void' || b.kind === 'string'))
    return scaled(left, right, op, context);
  if (op === '*' && isInterval(b) && (isNumeric(a) || a.kind === 'void' || a.kind === 'string'))
    return scaled(right, left, op, context);
  if (op === '/' && isInterval(a) && (isNumeric(b) || b.kind === 'void' || b.kind === 'string'))
    return scaled(left, right, op, context);
  if (op === 'div' && isInterval(a) && a.kind === b.kind && a.kind !== 'calendar_interval')
    return bound([left, right], LONG, intervalQuotient(a));
  return undefined;
}

const isShortInt = (type: DataType): boolean => isIntegral(type) && type.kind !== 'long';

const bound = (args: TypedExpression[], type: DataType, code: ScalarCode): BoundScalar => ({
  args,
  type,
  nullable: args.some((arg) => arg.nullable),
  code,
});

function daysAdded(date: TypedExpression, days: TypedExpression, sign: number, context: BindContext): BoundScalar {
  if (!isShortInt(days.type) && days.type.kind !== 'void') {
    throw unexpectedInputType(context.sql([date, days]), 1, INT, days);
  }
  const count = days.type.kind === 'void' ? context.cast(days, INTEGER) : days;
  return bound(
    [date, count],
    DATE,
    kernel((d: number, n: number) => checkedDays(d + sign * n)),
  );
}

function shifted(moment: TypedExpression, interval: TypedExpression, sign: number, context: BindContext): BoundScalar {
  if (moment.type.kind === 'string') {
    const inner = shifted(context.cast(moment, TIMESTAMP), interval, sign, context);
    const call: TypedExpression = { node: 'call', name: '+', deterministic: true, ...inner };
    const asText = context.cast(call, STRING) as TypedExpression & { node: 'cast' };
    return {
      args: [asText.child],
      type: STRING,
      nullable: asText.nullable,
      code: asText.code,
      pretty: context.sql([moment, interval]),
    };
  }
  const args = [moment, interval];
  if (moment.type.kind !== 'date') {
    const zone = timeZone(moment.type.kind === 'timestamp' ? context.timeZone : 'UTC');
    const { value, type } = interval as TypedExpression & { node: 'literal' };
    const isKnown = interval.node === 'literal' && value !== null;
    const code = isKnown ? shiftedBy(type, value, sign, zone) : shiftedInstant(type, sign, zone);
    return bound(args, moment.type, code);
  }
  const code = shiftedDate(interval.type, sign);
  if (code !== undefined) return bound(args, DATE, code);
  return shifted(context.cast(moment, TIMESTAMP), interval, sign, context);
}

function sumOfIntervals(
  op: '+' | '-',
  left: TypedExpression,
  right: TypedExpression,
  context: BindContext,
): BoundScalar | undefined {
  const common = tightestCommonType(left.type, right.type);
  if (common === undefined) throw unexpectedInputType(context.sql([left, right]), 1, CALENDAR, right);
  const args = [context.cast(left, common), context.cast(right, common)];
  const sign = op === '+' ? 1 : -1;
  if (common.kind === 'year_month_interval') {
    return bound(
      args,
      common,
      kernel((a: number, b: number) => checkedMonths(a + sign * b)),
    );
  }
  if (common.kind !== 'day_time_interval') return bound(args, common, kernel(sumOfSpans(sign)));
  return bound(args, common, words(sumOfTimes(sign)));
}

const sumOfTimes =
  (sign: number) =>
  (out: Words, a: Words, at: number, b: Words, bt: number): void => {
    const sum = wholeAt(a, at) + sign * wholeAt(b, bt);
    if (sum < EXACT && sum > -EXACT) setWhole(out, 0, sum);
    else setSmall(out, 0, checkedInterval(longAt(a, at) + BigInt(sign) * longAt(b, bt)));
  };

const sumOfSpans =
  (sign: number) =>
  (a: Span, b: Span): Span => ({
    months: a.months + sign * b.months,
    days: a.days + sign * b.days,
    micros: checkedInterval(sign === 1 ? a.micros + b.micros : a.micros - b.micros),
  });

function difference(left: TypedExpression, right: TypedExpression, context: BindContext): BoundScalar | undefined {
  const [a, b] = [left.type, right.type];
  if (!isDatetime(a) && !isDatetime(b)) return undefined;
  const dateLike = (t: DataType): boolean => t.kind === 'date' || t.kind === 'string' || t.kind === 'void';
  if (dateLike(a) && dateLike(b)) {
    const args = [context.cast(left, DATE), context.cast(right, DATE)];
    const type: DataType = { kind: 'day_time_interval', start: 'day', end: 'day' };
    return bound(args, type, words(setDays));
  }
  const common = a.kind === 'timestamp' || b.kind === 'timestamp' ? TIMESTAMP : isTimestamp(a) ? a : b;
  const readable = (t: DataType): boolean => isDatetime(t) || t.kind === 'string' || t.kind === 'void';
  if (!readable(a) || !readable(b)) return undefined;
  const args = [context.cast(left, common), context.cast(right, common)];
  const zone = timeZone(common.kind === 'timestamp' ? context.timeZone : 'UTC');
  return bound(args, DAY_TIME_INTERVAL, words(differenceIn(zone)));
}

const differenceIn =
  (zone: TimeZone) =>
  (out: Words, a: Words, at: number, b: Words, bt: number): void => {
    const apart = exactlyApart(b, bt, a, at, zone);
    if (apart === apart) setWhole(out, 0, apart);
    else setSmall(out, 0, checkedMicros(microsApart(b, bt, a, at, zone)));
  };

/** Stores the days from one date to another as an interval. */
function setDays(out: Words, end: number, start: number): void {
  const micros = (end - start) * DAY;
  if (micros < EXACT && micros > -EXACT) setWhole(out, 0, micros);
  else setInteger(out, 0, BigInt(end - start) * MICROS_PER_DAY);
}

/** `interval * number` and `interval / number`, rounded half up. */
function scaled(interval: TypedExpression, factor: TypedExpression, op: '*' | '/', context: BindContext): BoundScalar {
  const { type } = interval;
  const by = factor.type.kind === 'string' || factor.type.kind === 'void' ? context.cast(factor, DOUBLE) : factor;
  const result =
    type.kind === 'year_month_interval'
      ? YEAR_MONTH_INTERVAL
      : type.kind === 'day_time_interval'
        ? DAY_TIME_INTERVAL
        : type;
  return bound([interval, by], result, scaledInterval(type, by.type, op));
}
