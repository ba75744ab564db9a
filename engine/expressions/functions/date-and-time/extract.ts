import { BYTE, decimal, INTEGER, type DataType } from '../../../types/data-type.ts';
import { civilFromDays, isoDayOfWeek, MICROS_PER_DAY } from '../../../types/calendar.ts';
import { dayOfInstant, microsOfDay } from '../../../types/instants-in-words.ts';
import { longAt, setWhole, wholeAt, type Words } from '../../../types/int128.ts';
import { timeZone } from '../../../types/time-zone.ts';
import { AnalysisError } from '../../../types/errors.ts';
import { unexpectedInputType } from '../../analysis-errors.ts';
import { unsupportedTime } from '../../casts/cast.ts';
import { defineFunction, type BoundScalar } from '../../define-function.ts';
import { evaluateConstant, isConstant } from '../../evaluate.ts';
import { kernel, ofWords, words } from '../../function-code.ts';
import { checkCount } from '../../signature.ts';
import { INSTANT } from '../../type-pattern.ts';
import type { TypedExpression } from '../../typed.ts';
import { dayOfYear, isoWeek } from './date-parts.ts';

const NAMES: Readonly<Record<string, readonly string[]>> = {
  year: ['YEAR', 'Y', 'YEARS', 'YR', 'YRS'],
  yearofweek: ['YEAROFWEEK'],
  quarter: ['QUARTER', 'QTR'],
  month: ['MONTH', 'MON', 'MONS', 'MONTHS'],
  week: ['WEEK', 'W', 'WEEKS'],
  day: ['DAY', 'D', 'DAYS'],
  dow: ['DAYOFWEEK', 'DOW'],
  isodow: ['DAYOFWEEK_ISO', 'DOW_ISO'],
  doy: ['DOY'],
  hour: ['HOUR', 'H', 'HOURS', 'HR', 'HRS'],
  minute: ['MINUTE', 'M', 'MIN', 'MINS', 'MINUTES'],
  second: ['SECOND', 'S', 'SEC', 'SECONDS', 'SECS'],
};

const SECONDS: DataType = decimal(8, 6);
const DAY = Number(MICROS_PER_DAY);

const DATE_FIELDS: Readonly<Record<string, (days: number) => number>> = {
  year: (d) => civilFromDays(d).year,
  yearofweek: (d) => isoWeek(d).year,
  quarter: (d) => Math.floor((civilFromDays(d).month - 1) / 3) + 1,
  month: (d) => civilFromDays(d).month,
  week: (d) => isoWeek(d).week,
  day: (d) => civilFromDays(d).day,
  dow: (d) => (isoDayOfWeek(d) % 7) + 1,
  isodow: isoDayOfWeek,
  doy: dayOfYear,
};

/** Of the microseconds since midnight, or of a day-time interval. */
const TIME_FIELDS: Readonly<Record<string, (micros: number) => number>> = {
  hour: (micros) => Math.trunc(micros / 3600e6) % 24,
  minute: (micros) => Math.trunc(micros / 60e6) % 60,
  second: (micros) => micros - Math.trunc(micros / 60e6) * 60e6,
};

type Part = Omit<BoundScalar, 'args' | 'nullable'>;

/** A whole number read from words; seconds are a DECIMAL of their microseconds. */
const ofWhole = (field: string, type: DataType, of: (a: Words, at: number) => number): Part =>
  field === 'second'
    ? { type: SECONDS, code: words((out: Words, a: Words, at: number) => setWhole(out, 0, of(a, at))) }
    : { type, code: ofWords(of) };

function partOf(field: string, source: TypedExpression, zoneId: string): Part | undefined {
  const { type } = source;
  if (type.kind === 'year_month_interval') {
    if (field === 'year') return { type: INTEGER, code: kernel((m: number) => Math.trunc(m / 12) + 0) };
    return field === 'month' ? { type: BYTE, code: kernel((m: number) => (m % 12) + 0) } : undefined;
  }
  if (type.kind === 'day_time_interval') return ofDayTime(field);
  const dateField = DATE_FIELDS[field];
  const zone = timeZone(type.kind === 'timestamp' ? zoneId : 'UTC');
  if (type.kind === 'date') {
    if (dateField !== undefined) return { type: INTEGER, code: kernel(dateField) };
    return TIME_FIELDS[field] === undefined ? undefined : partOfMidnight(field);
  }
  if (dateField !== undefined) {
    return { type: INTEGER, code: ofWords((a: Words, at: number) => dateField(dayOfInstant(a, at, zone))) };
  }
  const timeField = TIME_FIELDS[field];
  if (timeField === undefined) return undefined;
  return ofWhole(field, INTEGER, (a, at) => timeField(microsOfDay(a, at, zone)));
}

const partOfMidnight = (field: string): Part =>
  field === 'second' ? { type: SECONDS, code: kernel(() => 0n) } : { type: INTEGER, code: kernel(() => 0) };

function ofDayTime(field: string): Part | undefined {
  if (field === 'day') {
    return ofWhole(field, INTEGER, (a, at) => {
      const x = wholeAt(a, at);
      return x === x ? Math.trunc(x / DAY) + 0 : Number(longAt(a, at) / MICROS_PER_DAY);
    });
  }
  const timeField = TIME_FIELDS[field];
  if (timeField === undefined) return undefined;
  return ofWhole(field, BYTE, (a, at) => {
    const x = wholeAt(a, at);
    return timeField(x === x ? x : Number(longAt(a, at) % MICROS_PER_DAY)) + 0;
  });
}

export const extract = defineFunction({
  name: 'extract',
  aliases: ['date_part', 'datepart'],
  group: 'date and time',
  description: 'A part of a date, timestamp or interval.',
  parameters: ['field', 'source'],
  examples: [{ sql: "extract(YEAR FROM TIMESTAMP '2019-08-12 01:00:00')", result: '2019' }],
  pretty: ([field, source], name) =>
    name === 'date_part' ? `date_part(${field}, ${source})` : `${name}(${field} FROM ${source})`,
  bind(given, context) {
    checkCount(given.length, 2, 2, context.functionName);
    const [fieldArg, sourceArg] = given as [TypedExpression, TypedExpression];
    if (sourceArg.type.kind === 'time') throw unsupportedTime();
    const field = isConstant(fieldArg) ? evaluateConstant(fieldArg) : undefined;
    if (field === null) return { args: given, type: { kind: 'double' }, nullable: true, code: kernel(() => null) };
    const known = Object.keys(NAMES).find((key) => NAMES[key]!.includes(String(field).toUpperCase()));
    const source = /^(?:date|timestamp|timestamp_ntz|year_month_interval|day_time_interval)$/.test(sourceArg.type.kind)
      ? sourceArg
      : sourceArg.type.kind === 'string' || sourceArg.type.kind === 'void'
        ? context.cast(sourceArg, { kind: 'timestamp' })
        : undefined;
    if (source === undefined) throw unexpectedInputType(context.sql(given), 1, INSTANT, sourceArg);
    const part = known === undefined ? undefined : partOf(known, source, context.timeZone);
    if (part === undefined) {
      throw new AnalysisError({
        condition: 'INVALID_EXTRACT_FIELD',
        sqlState: '42601',
        message: `Cannot extract ${String(field)} from "${context.sql(given)}".`,
        hint: 'Fields are YEAR, QUARTER, MONTH, WEEK, DAY, DAYOFWEEK, DOY, HOUR, MINUTE, SECOND.',
      });
    }
    return { args: [source], nullable: source.nullable, ...part, pretty: context.sql(given) };
  },
});
