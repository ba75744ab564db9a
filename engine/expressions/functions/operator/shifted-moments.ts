import { addMonthsToDays, MICROS_PER_DAY } from '../../../types/calendar.ts';
import type { DataType } from '../../../types/data-type.ts';
import { exactOf, exactOfAny } from '../../../types/exact-long.ts';
import { longAt, setSmall, setWhole, wholeAt, type Words } from '../../../types/int128.ts';
import type { TimeZone } from '../../../types/time-zone.ts';
import type { ScalarCode } from '../../define-function.ts';
import { kernel, ofWords, words } from '../../function-code.ts';
import { checkedDays, dayTimeSpan, exactLater, later, type Span } from '../../interval-arithmetic.ts';

/** Instants and dates with intervals added to them, or subtracted where the sign is -1. */

/** A function from values of an interval type to months, days and microseconds. */
export function spanOf(type: DataType): (value: never) => Span {
  if (type.kind === 'year_month_interval') return (months: number) => ({ months, days: 0, micros: 0n });
  if (type.kind === 'day_time_interval') return dayTimeSpan;
  return (value: Span) => value;
}

const signedSpan = (span: Span, sign: number): Span =>
  sign === 1 ? span : { months: -span.months, days: -span.days, micros: -span.micros };

const DAY = Number(MICROS_PER_DAY);

/** The code of an instant, or wall clock, and an interval. */
export function shiftedInstant(interval: DataType, sign: number, zone: TimeZone): ScalarCode {
  if (interval.kind === 'year_month_interval') {
    return words((out: Words, a: Words, at: number, months: number) => {
      const exact = exactLater(wholeAt(a, at), sign * months, 0, 0, zone);
      if (exact === exact) setWhole(out, 0, exact);
      else setSmall(out, 0, later(longAt(a, at), { months: sign * months, days: 0, micros: 0n }, zone));
    });
  }
  if (interval.kind === 'day_time_interval') {
    return words((out: Words, a: Words, at: number, b: Words, bt: number) => {
      const micros = sign * wholeAt(b, bt);
      const days = Math.trunc(micros / DAY);
      const exact = exactLater(wholeAt(a, at), 0, days, micros - days * DAY, zone);
      if (exact === exact) setWhole(out, 0, exact);
      else setSmall(out, 0, later(longAt(a, at), signedSpan(dayTimeSpan(longAt(b, bt)), sign), zone));
    });
  }
  return words((out: Words, a: Words, at: number, span: Span) => {
    const rest = sign * exactOf(span.micros);
    const exact = exactLater(wholeAt(a, at), sign * span.months, sign * span.days, rest, zone);
    if (exact === exact) setWhole(out, 0, exact);
    else setSmall(out, 0, later(longAt(a, at), signedSpan(span, sign), zone));
  });
}

/** The code of an instant and an interval that is the same in all rows. */
export function shiftedBy(interval: DataType, value: unknown, sign: number, zone: TimeZone): ScalarCode {
  const span = signedSpan(spanOf(interval)(value as never), sign);
  const { months, days } = span;
  const rest = exactOfAny(span.micros);
  return words((out: Words, a: Words, at: number) => {
    const exact = exactLater(wholeAt(a, at), months, days, rest, zone);
    if (exact === exact) setWhole(out, 0, exact);
    else setSmall(out, 0, later(longAt(a, at), span, zone));
  });
}

/** The code of a date and an interval; undefined for one whose sum is an instant. */
export function shiftedDate(interval: DataType, sign: number): ScalarCode | undefined {
  if (interval.kind === 'year_month_interval') {
    return kernel((days: number, months: number) => checkedDays(addMonthsToDays(days, sign * months)));
  }
  if (interval.kind === 'day_time_interval') {
    if (interval.end !== 'day') return undefined;
    return ofWords((days: number, a: Words, at: number) => {
      const x = wholeAt(a, at);
      return checkedDays(days + sign * (x === x ? Math.trunc(x / DAY) : dayTimeSpan(longAt(a, at)).days));
    });
  }
  return kernel((days: number, span: Span) => {
    const x = exactOf(span.micros);
    const whole = x === x ? Math.trunc(x / DAY) : Number(span.micros / MICROS_PER_DAY);
    return checkedDays(addMonthsToDays(days, sign * span.months) + sign * (span.days + whole));
  });
}
