import { BYTE, decimal, INTEGER, type DataType } from '../../../types/data-type.ts';
import { civilFromDays, isoDayOfWeek, MICROS_PER_DAY } from '../../../types/calendar.ts';
import { longOf } from '../../../types/exact-long.ts';
import { dayAt, microsOfDayAt } from '../../../types/wall-clock.ts';
import { timeZone } from '../../../types/time-zone.ts';
import { AnalysisError } from '../../../types/errors.ts';
import { unexpectedInputType } from '../../analysis-errors.ts';
import { unsupportedTime } from '../../casts/cast.ts';
import { defineFunction, type BoundScalar } from '../../define-function.ts';
import { evaluateConstant, isConstant } from '../../evaluate.ts';
import { kernel } from '../../function-code.ts';
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

/** Of the microseconds since midnight. */
const TIME_FIELDS: Readonly<Record<string, (ofDay: number) => unknown>> = {
  hour: (ofDay) => Math.floor(ofDay / 3600e6),
  minute: (ofDay) => Math.floor(ofDay / 60e6) % 60,
  second: (ofDay) => longOf(ofDay % 60e6),
};

function partOf(
  field: string,
  source: TypedExpression,
  zoneId: string,
): Omit<BoundScalar, 'args' | 'nullable'> | undefined {
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
  if (dateField !== undefined) return { type: INTEGER, code: kernel((v: bigint) => dateField(dayAt(v, zone))) };
  const timeField = TIME_FIELDS[field];
  return timeField === undefined
    ? undefined
    : { type: field === 'second' ? SECONDS : INTEGER, code: kernel((v: bigint) => timeField(microsOfDayAt(v, zone))) };
}

const partOfMidnight = (field: string): Omit<BoundScalar, 'args' | 'nullable'> =>
  field === 'second' ? { type: SECONDS, code: kernel(() => 0n) } : { type: INTEGER, code: kernel(() => 0) };

function ofDayTime(field: string): Omit<BoundScalar, 'args' | 'nullable'> | undefined {
  switch (field) {
    case 'day':
      return { type: INTEGER, code: kernel((v: bigint) => Number(v / MICROS_PER_DAY)) };
    case 'hour':
      return { type: BYTE, code: kernel((v: bigint) => Number((v % MICROS_PER_DAY) / 3_600_000_000n)) };
    case 'minute':
      return { type: BYTE, code: kernel((v: bigint) => Number((v % 3_600_000_000n) / 60_000_000n)) };
    case 'second':
      return { type: SECONDS, code: kernel((v: bigint) => v % 60_000_000n) };
    default:
      return undefined;
  }
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
