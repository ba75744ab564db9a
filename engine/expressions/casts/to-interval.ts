import type { DataType } from '../../types/data-type.ts';
import { pow10 } from '../../types/decimal.ts';
import { divideHalfUp } from '../../types/decimal.ts';
import { RuntimeError } from '../../types/errors.ts';
import { intervalOfFields, parseIntervalText } from '../../types/parse-interval.ts';
import type { CastFailure } from './cast-failure.ts';
import { SILENT } from './cast-failure.ts';
import type { Convert } from './convert.ts';
import { UNIT } from './to-integral.ts';

type Interval = Extract<DataType, { kind: 'year_month_interval' | 'day_time_interval' }>;

export function toInterval(from: DataType, to: Interval, failure: CastFailure): Convert | undefined {
  const unit = UNIT[to.end]!;
  const months = to.kind === 'year_month_interval';
  const bits = months ? 32 : 64;
  const store = (n: bigint): unknown => (months ? Number(n) : n);
  const scaled = (value: unknown, n: bigint): unknown =>
    BigInt.asIntN(bits, n) === n ? store(n) : failure.overflow(value);
  switch (from.kind) {
    case 'string':
      return (text: string) => fromText(text, to) ?? refuse(text, failure, months);
    case 'byte':
    case 'short':
    case 'integer':
      return (n: number) => scaled(n, BigInt(n) * unit);
    case 'long':
      return (n: bigint) => scaled(n, n * unit);
    case 'decimal':
      return (n: bigint) => {
        return scaled(n, divideHalfUp(n * unit, pow10(from.scale)));
      };
    case 'year_month_interval':
      return months ? (n: number) => n - (to.end === 'year' ? n % 12 : 0) : undefined;
    case 'day_time_interval':
      return months ? undefined : (n: bigint) => n - (n % unit);
    default:
      return undefined;
  }
}

function fromText(text: string, to: Interval): unknown {
  const trimmed = text.trim();
  const words = /^(?:interval\s+)?([+-])?\s*'(.*)'\s+(\w+)(?:\s+to\s+(\w+))?$/i.exec(trimmed);
  if (words !== null) {
    const [, sign = '', body, start, end = start] = words;
    if (start!.toLowerCase() !== to.start || end!.toLowerCase() !== to.end) return undefined;
    return negated(intervalOfFields(body!, to), sign === '-');
  }
  return intervalOfFields(trimmed, to);
}

const negated = (value: unknown, negative: boolean): unknown => {
  if (!negative || value === undefined) return value;
  return typeof value === 'bigint' ? -value : -(value as number) + 0;
};

function refuse(text: string, failure: CastFailure, months: boolean): null {
  if (failure === SILENT) return null;
  throw new RuntimeError({
    condition: `INVALID_INTERVAL_FORMAT.UNMATCHED_FORMAT_STRING${months ? '' : '_WITH_NOTICE'}`,
    sqlState: '22006',
    message: `Error parsing '${text}' to interval: it does not match the format of the interval type.`,
    hint: "Write it as in INTERVAL '1-2' YEAR TO MONTH or INTERVAL '1 02:03:04' DAY TO SECOND.",
  });
}

/** A text that is no interval gives NULL, in ANSI mode too. */
export function toCalendarInterval(from: DataType): Convert | undefined {
  return from.kind === 'string' ? (text: string) => parseIntervalText(text) ?? null : undefined;
}
