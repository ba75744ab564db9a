import {
  DATE,
  DAY_TIME_INTERVAL,
  DOUBLE,
  INTEGER,
  isIntegral,
  isNumeric,
  isTimestamp,
  STRING,
  TIMESTAMP,
  YEAR_MONTH_INTERVAL,
  type DataType,
} from '../../../types/data-type.ts';
import { addMonthsToDays } from '../../../types/calendar.ts';
import { localMicros } from '../../../types/wall-clock.ts';
import { timeZone } from '../../../types/time-zone.ts';
import type { ArithmeticOperator } from '../../arithmetic-operator.ts';
import type { BindContext, BoundScalar } from '../../define-function.ts';
import { kernel } from '../../function-code.ts';
import {
  addToWallClock,
  checkedDays,
  checkedMicros,
  dayTimeSpan,
  instantAdder,
  intervalDividedByZero,
  intervalOverflow,
  type Span,
} from '../../interval-arithmetic.ts';
import { unexpectedInputType } from '../../analysis-errors.ts';
import { tightestCommonType } from '../../type-coercion.ts';
import { CALENDAR, INT } from '../../type-pattern.ts';
import type { TypedExpression } from '../../typed.ts';

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
    return quotient(left, right);
  return undefined;
}

const isShortInt = (type: DataType): boolean => isIntegral(type) && type.kind !== 'long';

function bound(args: TypedExpression[], type: DataType, f: (...args: never[]) => unknown): BoundScalar {
  return { args, type, nullable: args.some((arg) => arg.nullable), code: kernel(f) };
}

function daysAdded(date: TypedExpression, days: TypedExpression, sign: number, context: BindContext): BoundScalar {
  if (!isShortInt(days.type) && days.type.kind !== 'void') {
    throw unexpectedInputType(context.sql([date, days]), 1, INT, days);
  }
  const count = days.type.kind === 'void' ? context.cast(days, INTEGER) : days;
  return bound([date, count], DATE, (d: number, n: number) => checkedDays(d + sign * n));
}

/** A function from values of an interval type to months, days and microseconds. */
export function spanOf(type: DataType): (value: never) => Span {
  if (type.kind === 'year_month_interval') return (months: number) => ({ months, days: 0, micros: 0n });
  if (type.kind === 'day_time_interval') return dayTimeSpan;
  return (value: Span) => value;
}

const signedSpan = (span: Span, sign: number): Span =>
  sign === 1 ? span : { months: -span.months, days: -span.days, micros: -span.micros };

function shifted(moment: TypedExpression, interval: TypedExpression, sign: number, context: BindContext): BoundScalar {
  const span = spanOf(interval.type) as (value: unknown) => Span;
  const type = interval.type;
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
  if (moment.type.kind === 'date') {
    if (type.kind === 'year_month_interval') {
      return bound([moment, interval], DATE, (days: number, months: number) =>
        checkedDays(addMonthsToDays(days, sign * months)),
      );
    }
    if (type.kind === 'day_time_interval' && type.end === 'day') {
      return bound([moment, interval], DATE, (days: number, v: bigint) =>
        checkedDays(days + sign * dayTimeSpan(v).days),
      );
    }
    if (type.kind === 'calendar_interval') {
      return bound([moment, interval], DATE, (days: number, v: Span) =>
        checkedDays(addMonthsToDays(days, sign * v.months) + sign * (v.days + Number(v.micros / 86_400_000_000n))),
      );
    }
    return shifted(context.cast(moment, TIMESTAMP), interval, sign, context);
  }
  const add = moment.type.kind === 'timestamp' ? instantAdder(context.timeZone) : addToWallClock;
  const args = [moment, interval];
  if (interval.node === 'literal' && interval.value !== null) {
    const always = signedSpan(span(interval.value), sign);
    return bound(args, moment.type, (at: bigint) => add(at, always));
  }
  return bound(args, moment.type, (at: bigint, v: unknown) => add(at, signedSpan(span(v), sign)));
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
    return bound(args, common, (a: number, b: number) => {
      const months = a + sign * b;
      if ((months | 0) !== months) throw intervalOverflow();
      return months;
    });
  }
  if (common.kind === 'day_time_interval') {
    return bound(args, common, (a: bigint, b: bigint) => checkedInterval(sign === 1 ? a + b : a - b));
  }
  return bound(args, common, (a: Span, b: Span) => {
    const other = signedSpan(b, sign);
    return {
      months: a.months + other.months,
      days: a.days + other.days,
      micros: checkedInterval(a.micros + other.micros),
    };
  });
}

function checkedInterval(micros: bigint): bigint {
  if (BigInt.asIntN(64, micros) !== micros) throw intervalOverflow();
  return micros;
}

function difference(left: TypedExpression, right: TypedExpression, context: BindContext): BoundScalar | undefined {
  const [a, b] = [left.type, right.type];
  if (!isDatetime(a) && !isDatetime(b)) return undefined;
  const dateLike = (t: DataType): boolean => t.kind === 'date' || t.kind === 'string' || t.kind === 'void';
  if (dateLike(a) && dateLike(b)) {
    const args = [context.cast(left, DATE), context.cast(right, DATE)];
    const type: DataType = { kind: 'day_time_interval', start: 'day', end: 'day' };
    return bound(args, type, (x: number, y: number) => BigInt(x - y) * 86_400_000_000n);
  }
  const common = a.kind === 'timestamp' || b.kind === 'timestamp' ? TIMESTAMP : isTimestamp(a) ? a : b;
  const readable = (t: DataType): boolean => isDatetime(t) || t.kind === 'string' || t.kind === 'void';
  if (!readable(a) || !readable(b)) return undefined;
  const args = [context.cast(left, common), context.cast(right, common)];
  const zone = timeZone(context.timeZone);
  const local = common.kind === 'timestamp' ? (v: bigint) => localMicros(v, zone) : (v: bigint) => v;
  return bound(args, DAY_TIME_INTERVAL, (x: bigint, y: bigint) => checkedMicros(local(x) - local(y)));
}

/** `interval * number` and `interval / number`, rounded half up. */
function scaled(interval: TypedExpression, factor: TypedExpression, op: '*' | '/', context: BindContext): BoundScalar {
  const { type } = interval;
  const by = factor.type.kind === 'string' || factor.type.kind === 'void' ? context.cast(factor, DOUBLE) : factor;
  const ratio = ratioOf(by.type) as (value: unknown) => [bigint, bigint];
  const scale = (n: bigint, value: unknown): bigint => {
    const [numerator, denominator] = ratio(value);
    if (op === '*') return roundedQuotient(n * numerator, denominator);
    if (numerator === 0n) throw intervalDividedByZero();
    return roundedQuotient(n * denominator, numerator);
  };
  const result =
    type.kind === 'year_month_interval'
      ? YEAR_MONTH_INTERVAL
      : type.kind === 'day_time_interval'
        ? DAY_TIME_INTERVAL
        : type;
  return bound([interval, by], result, (value: unknown, f: unknown) => {
    if (type.kind === 'year_month_interval') {
      const months = scale(BigInt(value as number), f);
      if (BigInt.asIntN(32, months) !== months) throw intervalOverflow();
      return Number(months);
    }
    if (type.kind === 'day_time_interval') return checkedInterval(scale(value as bigint, f));
    const span = value as Span;
    const micros = scale(span.micros + BigInt(span.days) * 86_400_000_000n, f);
    const days = micros / 86_400_000_000n;
    return { months: Number(scale(BigInt(span.months), f)), days: Number(days), micros: micros % 86_400_000_000n };
  });
}

function roundedQuotient(n: bigint, d: bigint): bigint {
  const negative = n < 0n !== d < 0n;
  const [x, y] = [n < 0n ? -n : n, d < 0n ? -d : d];
  const q = (2n * x + y) / (2n * y);
  return negative ? -q : q;
}

/** A number as a fraction of two integers. */
function ratioOf(type: DataType): (value: never) => [bigint, bigint] {
  if (type.kind === 'decimal') return (n: bigint) => [n, 10n ** BigInt(type.scale)];
  if (isIntegral(type)) return (n: number | bigint) => [BigInt(n), 1n];
  return (x: number) => {
    if (!Number.isFinite(x)) throw intervalOverflow();
    let denominator = 1n;
    let value = x;
    while (!Number.isInteger(value) && denominator < 1n << 1074n) {
      value *= 2;
      denominator *= 2n;
    }
    return [BigInt(value), denominator];
  };
}

function quotient(left: TypedExpression, right: TypedExpression): BoundScalar {
  return bound([left, right], { kind: 'long' }, (a: number | bigint, b: number | bigint) => {
    if (BigInt(b) === 0n) throw intervalDividedByZero();
    return BigInt(a) / BigInt(b);
  });
}
