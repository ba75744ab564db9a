import type { DataType, DayTimeField } from './data-type.ts';

export type IntervalUnit =
  | 'year'
  | 'quarter'
  | 'month'
  | 'week'
  | 'day'
  | 'hour'
  | 'minute'
  | 'second'
  | 'millisecond'
  | 'microsecond'
  | 'nanosecond';

type AnsiInterval = Extract<DataType, { kind: 'year_month_interval' | 'day_time_interval' }>;

const MONTHS: Readonly<Partial<Record<IntervalUnit, number>>> = { year: 12, quarter: 3, month: 1 };
const MICROS: Readonly<Partial<Record<IntervalUnit, bigint>>> = {
  week: 604_800_000_000n,
  day: 86_400_000_000n,
  hour: 3_600_000_000n,
  minute: 60_000_000n,
  second: 1_000_000n,
  millisecond: 1000n,
  microsecond: 1n,
};

/** The months and microseconds of `2 hours`, `1.5 seconds`; undefined when malformed. */
function quantityOf(value: string, unit: IntervalUnit): { months: number; days: number; micros: bigint } | undefined {
  const match = /^\s*([+-]?)(\d*)(?:\.(\d{0,9}))?\s*$/.exec(value);
  if (match === null || (match[2] === '' && (match[3] ?? '') === '')) return undefined;
  const sign = match[1] === '-' ? -1n : 1n;
  const whole = sign * BigInt(match[2] || '0');
  if (match[3] !== undefined && unit !== 'second') return undefined;
  const fraction = sign * BigInt((match[3] ?? '').padEnd(6, '0').slice(0, 6));
  const months = MONTHS[unit];
  if (months !== undefined) return { months: Number(whole) * months, days: 0, micros: 0n };
  if (unit === 'week' || unit === 'day')
    return { months: 0, days: Number(whole) * (unit === 'week' ? 7 : 1), micros: 0n };
  if (unit === 'nanosecond') return { months: 0, days: 0, micros: whole / 1000n };
  return { months: 0, days: 0, micros: whole * MICROS[unit]! + fraction };
}

/** `1 day 2 hours -3 minutes` (with or without the word interval): months, days and microseconds. */
export function parseIntervalText(text: string): { months: number; days: number; micros: bigint } | undefined {
  const body = text
    .trim()
    .toLowerCase()
    .replace(/^interval\s+/, '');
  const part = /\s*([+-]?)\s*(\d+(?:\.\d*)?|\.\d+)\s+([a-z]+?)s?(?=\s|$)/y;
  let months = 0;
  let days = 0;
  let micros = 0n;
  let at = 0;
  while (at < body.length) {
    part.lastIndex = at;
    const match = part.exec(body);
    if (match === null) return undefined;
    const unit = match[3] as IntervalUnit;
    if (MONTHS[unit] === undefined && MICROS[unit] === undefined) return undefined;
    const quantity = quantityOf(match[1]! + match[2]!, unit);
    if (quantity === undefined) return undefined;
    months += quantity.months;
    days += quantity.days;
    micros += quantity.micros;
    at = part.lastIndex;
    while (body[at] === ' ') at++;
  }
  const fits = at > 0 && BigInt.asIntN(64, micros) === micros && (months | 0) === months && (days | 0) === days;
  return fits ? { months, days, micros } : undefined;
}

const DAY_TIME: readonly DayTimeField[] = ['day', 'hour', 'minute', 'second'];

const dayTimeField = (unit: IntervalUnit): DayTimeField =>
  unit === 'week' ? 'day' : (DAY_TIME as readonly string[]).includes(unit) ? (unit as DayTimeField) : 'second';

/** The interval of `2 HOURS 5 SECONDS` as an ANSI interval; `mixed` when it has months and microseconds. */
export function intervalOfUnits(
  parts: readonly { readonly value: string; readonly unit: IntervalUnit }[],
): { value: unknown; type: AnsiInterval } | 'mixed' | undefined {
  let months = 0;
  let micros = 0n;
  for (const part of parts) {
    const quantity = quantityOf(part.value, part.unit);
    if (quantity === undefined) return undefined;
    months += quantity.months;
    micros += quantity.micros + BigInt(quantity.days) * 86_400_000_000n;
  }
  const yearMonth = parts.filter((part) => MONTHS[part.unit] !== undefined).map((part) => part.unit);
  if (yearMonth.length > 0 && yearMonth.length < parts.length) return 'mixed';
  if (yearMonth.length > 0) {
    if ((months | 0) !== months) return undefined;
    const start = yearMonth.includes('year') ? 'year' : 'month';
    const end = yearMonth.every((unit) => unit === 'year') ? 'year' : 'month';
    return { value: months, type: { kind: 'year_month_interval', start, end } };
  }
  if (BigInt.asIntN(64, micros) !== micros) return undefined;
  const fields = parts.map((part) => DAY_TIME.indexOf(dayTimeField(part.unit)));
  const start = DAY_TIME[Math.min(...fields)]!;
  const end = DAY_TIME[Math.max(...fields)]!;
  return { value: micros, type: { kind: 'day_time_interval', start, end } };
}

/** `1-2` YEAR TO MONTH, `3 04:05:06.7` DAY TO SECOND and the shorter ranges; undefined when malformed. */
export function intervalOfFields(text: string, type: DataType): unknown {
  const trimmed = text.trim();
  if (type.kind === 'year_month_interval') return yearMonthOfFields(trimmed, type);
  return type.kind === 'day_time_interval' ? dayTimeOfFields(trimmed, type) : undefined;
}

function yearMonthOfFields(text: string, type: Extract<DataType, { kind: 'year_month_interval' }>): number | undefined {
  const match = (type.start === type.end ? /^([+-]?)(\d{1,10})$/ : /^([+-]?)(\d{1,10})-(\d{1,2})$/).exec(text);
  if (match === null || Number(match[3] ?? '0') > 11) return undefined;
  const unit = type.start === 'year' ? 12 : 1;
  const size = Number(match[2]) * unit + Number(match[3] ?? '0');
  const months = match[1] === '-' ? -size : size;
  return (months | 0) === months ? months + 0 : undefined;
}

const SIZES: readonly bigint[] = [86_400_000_000n, 3_600_000_000n, 60_000_000n, 1_000_000n];
const LIMITS: readonly number[] = [Infinity, 23, 59, 59];

function dayTimeOfFields(text: string, type: Extract<DataType, { kind: 'day_time_interval' }>): bigint | undefined {
  const from = DAY_TIME.indexOf(type.start);
  const to = DAY_TIME.indexOf(type.end);
  let pattern = '^([+-]?)';
  for (let i = from; i <= to; i++) {
    if (i > from) pattern += i === 1 ? ' +' : ':';
    pattern += i === from ? String.raw`(\d{1,19})` : String.raw`(\d{1,2})`;
  }
  if (to === 3) pattern += String.raw`(?:\.(\d{1,9}))?`;
  const match = new RegExp(`${pattern}$`).exec(text);
  if (match === null) return undefined;
  let micros = 0n;
  for (let i = from; i <= to; i++) {
    const count = BigInt(match[2 + i - from]!);
    if (i > from && Number(count) > LIMITS[i]!) return undefined;
    micros += count * SIZES[i]!;
  }
  if (to === 3) micros += BigInt((match[2 + to - from + 1] ?? '').padEnd(6, '0').slice(0, 6));
  const signed = match[1] === '-' ? -micros : micros;
  return BigInt.asIntN(64, signed) === signed ? signed : undefined;
}
