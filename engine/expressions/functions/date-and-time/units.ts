import { MICROS_PER_DAY, civilFromDays } from '../../../types/calendar.ts';
import { isTimestamp, LONG, TIMESTAMP, TIMESTAMP_NTZ } from '../../../types/data-type.ts';
import { doubleOf, exactOf, longOf } from '../../../types/exact-long.ts';
import { timeZone, type TimeZone } from '../../../types/time-zone.ts';
import { dayAt, instantMicros, localMicros, microsOfDayAt, shifted } from '../../../types/wall-clock.ts';
import { defineFunction, type BindContext } from '../../define-function.ts';
import { defineScalar } from '../../define-scalar.ts';
import { kernel } from '../../function-code.ts';
import { addToWallClock, EXACT, instantAdder, type Span } from '../../interval-arithmetic.ts';
import { perText } from '../../per-text.ts';
import { coerced } from '../../signature.ts';
import { anyOf, BIGINT, INSTANT, TEXT, WALL_CLOCK } from '../../type-pattern.ts';
import { STRING } from '../../../types/data-type.ts';
import type { TypedExpression } from '../../typed.ts';
import { knownZone } from './timestamps.ts';

const MONTHS: Readonly<Record<string, number>> = { YEAR: 12, QUARTER: 3, MONTH: 1 };
const DAYS: Readonly<Record<string, number>> = { WEEK: 7, DAY: 1, DAYOFYEAR: 1 };
const MICROS: Readonly<Record<string, bigint>> = {
  HOUR: 3_600_000_000n,
  MINUTE: 60_000_000n,
  SECOND: 1_000_000n,
  MILLISECOND: 1000n,
  MICROSECOND: 1n,
};

/** How many months, days and microseconds a unit is; an unknown one is nothing. */
interface Unit {
  readonly months: number;
  readonly days: number;
  readonly micros: bigint;
}

function unitOf(name: string): Unit {
  const unit = name.toUpperCase();
  return { months: MONTHS[unit] ?? 0, days: DAYS[unit] ?? 0, micros: MICROS[unit] ?? 0n };
}

type Add = (micros: bigint, n: bigint) => bigint;

/** A function that adds so many of a unit. */
function adderOf({ months, days, micros: unit }: Unit, add: (micros: bigint, span: Span) => bigint): Add {
  if (months !== 0) return (micros, n) => add(micros, { months: months * doubleOf(n), days: 0, micros: 0n });
  if (days !== 0) return (micros, n) => add(micros, { months: 0, days: days * doubleOf(n), micros: 0n });
  const size = Number(unit);
  return (micros, n) => {
    const [from, more] = [exactOf(micros), exactOf(n) * size];
    const moved = from + more;
    if (more < EXACT && more > -EXACT && moved < EXACT && moved > -EXACT) return longOf(moved);
    return add(micros, { months: 0, days: 0, micros: unit * n });
  };
}

const timeType = (e: TypedExpression, context: BindContext): TypedExpression =>
  isTimestamp(e.type) ? e : context.cast(e, TIMESTAMP);

export const timestampAdd = defineFunction({
  name: 'timestampadd',
  group: 'date and time',
  description: 'The timestamp some units later.',
  parameters: ['unit', 'quantity', 'timestamp'],
  examples: [{ sql: "timestampadd(HOUR, 8, TIMESTAMP_NTZ '2022-02-11 20:30:00')", result: '2022-02-12 04:30:00' }],
  pretty: ([unit, n, ts], name) => `${name}(${unit}, ${n}, ${ts})`,
  bind(given, context) {
    const args = coerced({ args: [TEXT, BIGINT, anyOf(INSTANT, WALL_CLOCK)] }, given, context);
    const at = timeType(args[2]!, context);
    const add = at.type.kind === 'timestamp' ? instantAdder(context.timeZone) : addToWallClock;
    const adding = perText((unit) => adderOf(unitOf(unit), add));
    const code = kernel((unit: string, n: bigint, micros: bigint) => adding(unit)(micros, n));
    return { args: [args[0]!, args[1]!, at], type: at.type, nullable: args.some((arg) => arg.nullable), code };
  },
});

/** A wall clock as its day and the microseconds of it, exact. */
interface Clock {
  readonly day: number;
  readonly ofDay: number;
}

const clockOf = (micros: bigint, zone: TimeZone): Clock => ({
  day: dayAt(micros, zone),
  ofDay: microsOfDayAt(micros, zone),
});

/** Whole months between two wall clocks, towards zero. */
function wholeMonths(from: Clock, to: Clock): number {
  const [a, b] = [civilFromDays(from.day), civilFromDays(to.day)];
  const months = (b.year - a.year) * 12 + b.month - a.month;
  const later = b.day - a.day || to.ofDay - from.ofDay;
  if (months > 0 && later < 0) return months - 1;
  return months < 0 && later > 0 ? months + 1 : months;
}

type Difference = (start: bigint, end: bigint) => bigint;

/** A function that counts the whole units between two instants on the wall clock of a zone. */
function differenceIn({ months, days, micros: unit }: Unit, zone: TimeZone): Difference {
  if (months !== 0) {
    return (start, end) => longOf(Math.trunc(wholeMonths(clockOf(start, zone), clockOf(end, zone)) / months));
  }
  const wholeUnit = days !== 0 ? MICROS_PER_DAY * BigInt(days) : unit === 0n ? 1n : unit;
  const size = Number(wholeUnit);
  return (start, end) => {
    const [from, to] = [exactOf(start), exactOf(end)];
    if (from === from && to === to) {
      const apart = shifted(to, zone) - shifted(from, zone);
      if (apart < EXACT && apart > -EXACT) return longOf(Math.trunc(apart / size));
    }
    return (localMicros(end, zone) - localMicros(start, zone)) / wholeUnit;
  };
}

export const timestampDiff = defineScalar({
  name: 'timestampdiff',
  group: 'date and time',
  description: 'The whole units from start to end.',
  parameters: ['unit', 'start', 'end'],
  examples: [
    { sql: "timestampdiff(HOUR, TIMESTAMP '2022-02-11 20:30:00', TIMESTAMP '2022-02-12 04:30:00')", result: '8' },
  ],
  args: [TEXT, INSTANT, INSTANT],
  returns: LONG,
  code: (_, context) => {
    const zone = timeZone(context.timeZone);
    const between = perText((unit) => differenceIn(unitOf(unit), zone));
    return kernel((unit: string, start: bigint, end: bigint) => between(unit)(start, end));
  },
});

export const convertTimezone = defineFunction({
  name: 'convert_timezone',
  group: 'date and time',
  description: 'A wall clock of one time zone as that of another.',
  parameters: ['sourceTz?', 'targetTz', 'sourceTs'],
  examples: [
    {
      sql: "convert_timezone('Europe/Brussels', 'America/Los_Angeles', TIMESTAMP_NTZ '2021-12-06 00:00:00')",
      result: '2021-12-05 15:00:00',
    },
  ],
  bind(given, context) {
    const source: TypedExpression = {
      node: 'call', name: 'current_timezone', args: [], type: STRING, nullable: false, deterministic: true, pretty: 'current_timezone()',
      code: kernel(() => context.timeZone),
    }; // prettier-ignore
    const args = coerced({ args: [TEXT, TEXT, WALL_CLOCK] }, given.length === 2 ? [source, ...given] : given, context);
    const [sourceOf, targetOf] = [perText(knownZone), perText(knownZone)];
    const code = kernel((from: string, to: string, local: bigint) =>
      localMicros(instantMicros(local, sourceOf(from)), targetOf(to)),
    );
    return { args, type: TIMESTAMP_NTZ, nullable: args.some((arg) => arg.nullable), code };
  },
});
