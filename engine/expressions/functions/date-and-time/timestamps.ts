import { layoutOf } from '../../../columnar/vector.ts';
import { floorDiv } from '../../../types/calendar.ts';
import { LONG, TIMESTAMP, type DataType } from '../../../types/data-type.ts';
import { RuntimeError } from '../../../types/errors.ts';
import { findTimeZone, type TimeZone } from '../../../types/time-zone.ts';
import { setInstant, setLocal } from '../../../types/instants-in-words.ts';
import { integerAt, longAt, setSmall, setWhole, wholeAt, type Words } from '../../../types/int128.ts';
import type { ScalarCode, ScalarFunction } from '../../define-function.ts';
import { defineScalar } from '../../define-scalar.ts';
import { words } from '../../function-code.ts';
import { perArgument } from '../../per-text.ts';
import { checkedMicros, datetimeOverflow } from '../../interval-arithmetic.ts';
import { ANY_TIMESTAMP, INSTANT, INTEGRAL, NUMERIC, TEXT, type TypePattern } from '../../type-pattern.ts';
import { EXACT } from '../../../types/exact-long.ts';

/** A timestamp; texts and dates are refused. */
const STRICT_TIMESTAMP: TypePattern = { ...ANY_TIMESTAMP, excludes: (t) => t.kind === 'string' || t.kind === 'date' };

/** Stores the whole units since 1970, towards the past. */
export function setWholeUnits(out: Words, a: Words, at: number, unit: number): void {
  const x = wholeAt(a, at);
  if (x === x) setWhole(out, 0, Math.floor(x / unit));
  else setSmall(out, 0, floorDiv(longAt(a, at), BigInt(unit)));
}

const unixPart = (name: string, divisor: number, description: string, result: string): ScalarFunction =>
  defineScalar({
    name,
    group: 'date and time',
    description,
    parameters: ['timestamp'],
    examples: [{ sql: `${name}(TIMESTAMP '1970-01-01 00:00:01Z')`, result }],
    args: [STRICT_TIMESTAMP],
    returns: LONG,
    code: words((out: Words, a: Words, at: number) => setWholeUnits(out, a, at, divisor)),
  });

export const unixParts: readonly ScalarFunction[] = [
  unixPart('unix_seconds', 1e6, 'Seconds since 1970-01-01 00:00:00 UTC.', '1'),
  unixPart('unix_millis', 1000, 'Milliseconds since 1970-01-01 00:00:00 UTC.', '1000'),
  unixPart('unix_micros', 1, 'Microseconds since 1970-01-01 00:00:00 UTC.', '1000000'),
];

/** Stores some units as microseconds, if doubles are exact. @returns whether they are */
function setExactly(out: Words, units: number, size: number): boolean {
  const micros = units * size;
  const isExact = micros < EXACT && micros > -EXACT;
  if (isExact) setWhole(out, 0, micros);
  return isExact;
}

/** Some units, as many as a whole number says, in microseconds. */
function microsOf(unit: bigint, from: DataType): ScalarCode {
  const size = Number(unit);
  if (layoutOf(from) !== 'i64') {
    return words((out: Words, n: number) => void setExactly(out, n, size));
  }
  return words((out: Words, a: Words, at: number) => {
    if (!setExactly(out, wholeAt(a, at), size)) setSmall(out, 0, checkedMicros(longAt(a, at) * unit));
  });
}

/** Seconds with a fraction of so many digits. */
function microsOfDecimal(scale: number): ScalarCode {
  const unit = 10n ** BigInt(Math.abs(6 - scale));
  const size = Number(unit);
  if (scale <= 6) {
    return words((out: Words, a: Words, at: number) => {
      if (!setExactly(out, wholeAt(a, at), size)) setSmall(out, 0, checkedMicros(integerAt(a, at) * unit));
    });
  }
  return words((out: Words, a: Words, at: number) => {
    const micros = Math.trunc(wholeAt(a, at) / size);
    if (micros * size === wholeAt(a, at)) {
      setWhole(out, 0, micros);
      return;
    }
    const n = integerAt(a, at);
    if (n % unit !== 0n) throw new RuntimeError({ condition: 'ArithmeticException', message: 'Rounding necessary' });
    setSmall(out, 0, checkedMicros(n / unit));
  });
}

/** Seconds of a double; NULL for one that is not finite. */
function setSeconds(out: Words, x: number): boolean {
  const micros = Math.trunc(x * 1e6);
  if (setExactly(out, micros, 1)) return true;
  if (!Number.isFinite(x)) return false;
  if (!Number.isFinite(micros)) throw datetimeOverflow();
  setSmall(out, 0, checkedMicros(BigInt(micros)));
  return true;
}

export const timestampSeconds = defineScalar({
  name: 'timestamp_seconds',
  group: 'date and time',
  description: 'The timestamp some seconds (with fraction) after 1970-01-01 00:00:00 UTC.',
  parameters: ['seconds'],
  examples: [{ sql: 'timestamp_seconds(1230219000)', result: '2008-12-25 15:30:00' }],
  args: [NUMERIC],
  returns: TIMESTAMP,
  mayBeNull: true,
  code: ([arg]) => {
    const { type } = arg!;
    if (type.kind === 'decimal') return microsOfDecimal(type.scale);
    if (type.kind === 'float' || type.kind === 'double') return words(setSeconds, { mayBeNull: true });
    return microsOf(1_000_000n, type);
  },
});

const ofUnits = (name: string, unit: bigint, description: string, sql: string, result: string): ScalarFunction =>
  defineScalar({
    name,
    group: 'date and time',
    description,
    parameters: ['count'],
    examples: [{ sql, result }],
    args: [INTEGRAL],
    returns: TIMESTAMP,
    code: ([arg]) => microsOf(unit, arg!.type),
  });

export const timestampMillis = ofUnits(
  'timestamp_millis',
  1000n,
  'The timestamp some milliseconds after 1970-01-01 00:00:00 UTC.',
  'timestamp_millis(1230219000123)',
  '2008-12-25 15:30:00.123',
);
export const timestampMicros = ofUnits(
  'timestamp_micros',
  1n,
  'The timestamp some microseconds after 1970-01-01 00:00:00 UTC.',
  'timestamp_micros(1230219000123123)',
  '2008-12-25 15:30:00.123123',
);

export function knownZone(id: string): TimeZone {
  const zone = findTimeZone(id);
  if (zone === undefined) {
    throw new RuntimeError({
      condition: 'INVALID_TIMEZONE',
      sqlState: '22009',
      message: `The timezone: ${id} is invalid. The timezone must be either a region-based zone ID or a zone offset.`,
    });
  }
  return zone;
}

const zoneShift = (name: string, toZone: boolean, sql: string, result: string): ScalarFunction =>
  defineScalar({
    name,
    group: 'date and time',
    description: toZone ? 'A time of UTC shown in a time zone.' : 'A time of a time zone shown in UTC.',
    parameters: ['timestamp', 'timezone'],
    examples: [{ sql, result }],
    args: [INSTANT, TEXT],
    returns: TIMESTAMP,
    code: ([, id]) => {
      const zoneOf = perArgument(id!, knownZone);
      const store = toZone ? setLocal : setInstant;
      return words((out: Words, a: Words, at: number, zone: Uint8Array, start: number, end: number) =>
        store(out, a, at, zoneOf(zone, start, end)),
      );
    },
  });

export const fromUtcTimestamp = zoneShift(
  'from_utc_timestamp',
  true,
  "from_utc_timestamp('2016-08-31', 'Asia/Seoul')",
  '2016-08-31 09:00:00',
);
export const toUtcTimestamp = zoneShift(
  'to_utc_timestamp',
  false,
  "to_utc_timestamp('2016-08-31', 'Asia/Seoul')",
  '2016-08-30 15:00:00',
);
