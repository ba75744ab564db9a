import { malformed } from './malformed.ts';
import { civilFromDays, daysFromCivil, daysInMonth } from './calendar.ts';
import { dateToText } from './date-text.ts';

/** A date of the calendar, in no time zone. */
export class LocalDate {
  readonly epochDay: number;

  constructor(epochDay: number) {
    this.epochDay = epochDay;
  }

  /**
   * A date by its numbers; months and days count from 1.
   *
   * @throws ArgumentError MILLRACE_VALUE_DOES_NOT_FIT_TYPE for a date that the calendar has not
   * @example
   * LocalDate.of(2024, 2, 29)
   * // "2024-02-29"
   */
  static of(year: number, month: number, day: number): LocalDate {
    const numbers: readonly unknown[] = [year, month, day];
    const odd = numbers.find((number) => !Number.isInteger(number));
    if (odd !== undefined || numbers.includes(undefined))
      throw malformed('part of a date', odd, 'LocalDate.of(2024, 2, 29)');
    if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) {
      throw malformed('date', `${year}-${month}-${day}`, 'LocalDate.of(2024, 2, 29)');
    }
    return new LocalDate(daysFromCivil(year, month, day));
  }

  get year(): number {
    return civilFromDays(this.epochDay).year;
  }

  get month(): number {
    return civilFromDays(this.epochDay).month;
  }

  get day(): number {
    return civilFromDays(this.epochDay).day;
  }

  toString(): string {
    return dateToText(this.epochDay);
  }

  toJSON(): string {
    return this.toString();
  }
}

/** The days of an ISO date (`2024-02-29`, `+12024-01-01`), undefined when malformed. */
export function parseIsoDate(text: string): number | undefined {
  const match = /^([+-]?\d{4,7})-(\d{2})-(\d{2})$/.exec(text);
  if (match === null) return undefined;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined;
  return daysFromCivil(year, month, day);
}

/** Microseconds of `2024-02-29T12:34:56.789000`, undefined when malformed. */
export function parseIsoDateTime(text: string): bigint | undefined {
  const match = /^([^T ]+)[T ]([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.(\d{1,9}))?)?$/.exec(text);
  const days = match === null ? undefined : parseIsoDate(match[1]!);
  if (match === null || days === undefined) return undefined;
  const seconds = Number(match[2]) * 3600 + Number(match[3]) * 60 + Number(match[4] ?? '0');
  const fraction = BigInt((match[5] ?? '').padEnd(6, '0').slice(0, 6));
  return (BigInt(days) * 86_400n + BigInt(seconds)) * 1_000_000n + fraction;
}
