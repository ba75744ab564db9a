import { DAY_TIME_INTERVAL, YEAR_MONTH_INTERVAL, type DataType } from './data-type.ts';
import { calendarIntervalToText, dayTimeToText, yearMonthToText } from './interval-text.ts';

type YearMonth = Extract<DataType, { kind: 'year_month_interval' }>;
type DayTime = Extract<DataType, { kind: 'day_time_interval' }>;

/** A span of months (INTERVAL YEAR TO MONTH). */
export class YearMonthInterval {
  readonly months: number;

  constructor(months: number) {
    this.months = months;
  }

  toString(): string {
    return yearMonthToText(this.months, YEAR_MONTH_INTERVAL as YearMonth);
  }

  toJSON(): string {
    return this.toString();
  }
}

/** A span of microseconds (INTERVAL DAY TO SECOND). */
export class DayTimeInterval {
  readonly micros: bigint;

  constructor(micros: bigint) {
    this.micros = micros;
  }

  toString(): string {
    return dayTimeToText(this.micros, DAY_TIME_INTERVAL as DayTime);
  }

  toJSON(): string {
    return this.toString();
  }
}

/** Months, days and microseconds kept apart, as calendars differ in length. */
export class CalendarIntervalValue {
  readonly months: number;
  readonly days: number;
  readonly micros: bigint;

  constructor(months: number, days: number, micros: bigint) {
    this.months = months;
    this.days = days;
    this.micros = micros;
  }

  toString(): string {
    return calendarIntervalToText(this);
  }

  toJSON(): string {
    return this.toString();
  }
}
