import { floorDiv, floorMod, MICROS_PER_DAY } from '../../../types/calendar.ts';
import { LONG, TIMESTAMP } from '../../../types/data-type.ts';
import { exactOf, longOf } from '../../../types/exact-long.ts';
import { RuntimeError } from '../../../types/errors.ts';
import { findTimeZone, timeZone, type TimeZone } from '../../../types/time-zone.ts';
import { setInstant, setLocal } from '../../../types/instants-in-words.ts';
import type { Words } from '../../../types/int128.ts';
import { dayAt, instantMicros, localMicros, shifted } from '../../../types/wall-clock.ts';
import type { ScalarFunction } from '../../define-function.ts';
import { defineScalar } from '../../define-scalar.ts';
import { kernel, words } from '../../function-code.ts';
import { perBytes, perText } from '../../per-text.ts';
import { checkedMicros } from '../../interval-arithmetic.ts';
import { ANY_TIMESTAMP, INSTANT, INTEGRAL, NUMERIC, TEXT, type TypePattern } from '../../type-pattern.ts';
import { truncatingDays } from './add-to-date.ts';

/** A timestamp; texts and dates are refused. */
const STRICT_TIMESTAMP: TypePattern = { ...ANY_TIMESTAMP, excludes: (t) => t.kind === 'string' || t.kind === 'date' };

/** Whole units since 1970, towards the past. */
function wholeUnits(unit: bigint): (micros: bigint) => bigint {
  const size = Number(unit);
  return (micros) => {
    const x = exactOf(micros);
    return x === x ? longOf(Math.floor(x / size)) : floorDiv(micros, unit);
  };
}

const unixPart = (name: string, divisor: bigint, description: string, result: string): ScalarFunction =>
  defineScalar({
    name,
    group: 'date and time',
    description,
    parameters: ['timestamp'],
    examples: [{ sql: `${name}(TIMESTAMP '1970-01-01 00:00:01Z')`, result }],
    args: [STRICT_TIMESTAMP],
    returns: LONG,
    code: kernel(wholeUnits(divisor)),
  });

export const unixParts: readonly ScalarFunction[] = [
  unixPart('unix_seconds', 1_000_000n, 'Seconds since 1970-01-01 00:00:00 UTC.', '1'),
  unixPart('unix_millis', 1000n, 'Milliseconds since 1970-01-01 00:00:00 UTC.', '1000'),
  unixPart('unix_micros', 1n, 'Microseconds since 1970-01-01 00:00:00 UTC.', '1000000'),
];

/** Whole doubles up to here are exact. */
const EXACT = 2 ** 53;

/** Some units, as many as a whole number says, in microseconds. */
function microsOf(unit: bigint): (n: number | bigint) => bigint {
  const size = Number(unit);
  return (n) => {
    const micros = (typeof n === 'number' ? n : exactOf(n)) * size;
    return micros < EXACT && micros > -EXACT ? longOf(micros) : checkedMicros(BigInt(n) * unit);
  };
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
    if (type.kind === 'decimal') {
      const unit = 10n ** BigInt(Math.abs(6 - type.scale));
      return kernel((n: bigint) => {
        if (type.scale <= 6) return checkedMicros(n * unit);
        if (n % unit !== 0n)
          throw new RuntimeError({ condition: 'ArithmeticException', message: 'Rounding necessary' });
        return checkedMicros(n / unit);
      });
    }
    if (type.kind === 'float' || type.kind === 'double') {
      return kernel((x: number) => {
        const micros = Math.trunc(x * 1e6);
        if (micros < EXACT && micros > -EXACT) return longOf(micros);
        return Number.isFinite(x) ? checkedMicros(BigInt(micros)) : null;
      });
    }
    return kernel(microsOf(1_000_000n));
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
    code: kernel(microsOf(unit)),
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

const TIME_LEVELS: Readonly<Record<string, bigint>> = {
  HOUR: 3_600_000_000n,
  MINUTE: 60_000_000n,
  SECOND: 1_000_000n,
  MILLISECOND: 1000n,
  MICROSECOND: 1n,
};

export const dateTrunc = defineScalar({
  name: 'date_trunc',
  group: 'date and time',
  description: 'The timestamp cut down to the start of its year, quarter, month, week, day, hour, minute, ...',
  parameters: ['fmt', 'ts'],
  examples: [{ sql: "date_trunc('HOUR', '2015-03-05T09:32:05.359')", result: '2015-03-05 09:00:00' }],
  args: [TEXT, INSTANT],
  returns: TIMESTAMP,
  mayBeNull: true,
  code: ([level], context) => {
    const zone = timeZone(context.timeZone);
    if (level!.node === 'literal' && typeof level!.value === 'string') {
      const always = cutter(level!.value, zone);
      return kernel((_: string, micros: bigint) => always(micros));
    }
    const cutting = perText((text) => cutter(text, zone));
    return kernel((text: string, micros: bigint) => cutting(text)(micros));
  },
});

/** A function that cuts instants down to a level; it gives null for an unknown one. */
function cutter(level: string, zone: TimeZone): (micros: bigint) => bigint | null {
  const word = level.toUpperCase();
  if (word === 'DAY' || word === 'DD') return (micros) => midnight(dayAt(micros, zone), zone);
  const unit = TIME_LEVELS[word];
  if (unit !== undefined) return unitCutter(unit, zone);
  const truncated = truncatingDays(word);
  if (truncated === undefined) return () => null;
  return (micros) => midnight(truncated(dayAt(micros, zone)), zone);
}

/** Exact days, two months inside the range of exact microseconds. */
const [FIRST_EXACT, LAST_EXACT] = [-104_000, 104_000];

/** The instant at which a day begins in a zone. */
function midnight(days: number, zone: TimeZone): bigint {
  if (days > FIRST_EXACT && days < LAST_EXACT) {
    return longOf(zone.id === 'UTC' ? days * 86_400e6 : zone.instantOf(days * 86_400) * 1e6);
  }
  return instantMicros(BigInt(days) * MICROS_PER_DAY, zone);
}

/** To the beginning of a unit of up to an hour. */
function unitCutter(unit: bigint, zone: TimeZone): (micros: bigint) => bigint {
  const size = Number(unit);
  return (micros) => {
    const x = exactOf(micros);
    if (x !== x) return micros - floorMod(localMicros(micros, zone), unit);
    const local = shifted(x, zone);
    return longOf(x - (local - Math.floor(local / size) * size));
  };
}

export function knownZone(id: string): ReturnType<typeof timeZone> {
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
    code: () => {
      const zoneOf = perBytes(knownZone);
      const store = toZone ? setLocal : setInstant;
      return words((out: Words, a: Words, at: number, ...zone: [Uint8Array, number, number]) =>
        store(out, a, at, zoneOf(...zone)),
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
