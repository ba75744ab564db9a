import { MICROS_PER_DAY, civilFromDays } from '../../../types/calendar.ts';
import { isTimestamp, LONG, STRING, TIMESTAMP, TIMESTAMP_NTZ } from '../../../types/data-type.ts';
import {
  dayOfInstant,
  exactlyApart,
  microsApart,
  microsOfDay,
  setInstant,
  setLocal,
} from '../../../types/instants-in-words.ts';
import { longAt, setInteger, setSmall, setWhole, wholeAt, type Words } from '../../../types/int128.ts';
import { timeZone, type TimeZone } from '../../../types/time-zone.ts';
import { defineFunction, type BindContext } from '../../define-function.ts';
import { defineScalar } from '../../define-scalar.ts';
import { kernel, words } from '../../function-code.ts';
import { exactLater, later, type Span } from '../../interval-arithmetic.ts';
import { perArgument } from '../../per-text.ts';
import { coerced } from '../../signature.ts';
import { anyOf, BIGINT, INSTANT, TEXT, WALL_CLOCK } from '../../type-pattern.ts';
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

type OfTwo = (out: Words, a: Words, at: number, b: Words, bt: number) => void;

/** The call of what a unit's text stands for. */
const ofUnit =
  (made: (source: Uint8Array, start: number, end: number) => OfTwo) =>
  (out: Words, unit: Uint8Array, start: number, end: number, a: Words, at: number, b: Words, bt: number): void =>
    made(unit, start, end)(out, a, at, b, bt);

/** A function that stores an instant so many units later, the number of them first. */
function adderOf({ months, days, micros }: Unit, zone: TimeZone): OfTwo {
  const size = Number(micros);
  return (out, n, nt, a, at) => {
    const count = wholeAt(n, nt);
    const moved = exactLater(wholeAt(a, at), months * count, days * count, size * count, zone);
    if (moved === moved) setWhole(out, 0, moved);
    else setSmall(out, 0, later(longAt(a, at), manyOf({ months, days, micros }, longAt(n, nt)), zone));
  };
}

const manyOf = ({ months, days, micros }: Unit, n: bigint): Span => ({
  months: months * Number(n),
  days: days * Number(n),
  micros: micros * n,
});

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
    const zone = timeZone(at.type.kind === 'timestamp' ? context.timeZone : 'UTC');
    const addingOf = perArgument(args[0]!, (unit) => adderOf(unitOf(unit), zone));
    const code = words(ofUnit(addingOf));
    return { args: [args[0]!, args[1]!, at], type: at.type, nullable: args.some((arg) => arg.nullable), code };
  },
});

/** Whole months between two instants on the wall clock of a zone, towards zero. */
function wholeMonths(a: Words, at: number, b: Words, bt: number, zone: TimeZone): number {
  const from = civilFromDays(dayOfInstant(a, at, zone));
  const to = civilFromDays(dayOfInstant(b, bt, zone));
  const months = (to.year - from.year) * 12 + to.month - from.month;
  const after = to.day - from.day || microsOfDay(b, bt, zone) - microsOfDay(a, at, zone);
  if (months > 0 && after < 0) return months - 1;
  return months < 0 && after > 0 ? months + 1 : months;
}

/** A function that stores how many whole units there are between two instants on the wall clock of a zone. */
function differenceIn({ months, days, micros: unit }: Unit, zone: TimeZone): OfTwo {
  if (months !== 0) {
    return (out, a, at, b, bt) => setWhole(out, 0, Math.trunc(wholeMonths(a, at, b, bt, zone) / months));
  }
  const wholeUnit = days !== 0 ? MICROS_PER_DAY * BigInt(days) : unit === 0n ? 1n : unit;
  const size = Number(wholeUnit);
  return (out, a, at, b, bt) => {
    const apart = exactlyApart(a, at, b, bt, zone);
    if (apart === apart) setWhole(out, 0, Math.trunc(apart / size));
    else setInteger(out, 0, microsApart(a, at, b, bt, zone) / wholeUnit);
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
  code: ([unit], context) => {
    const zone = timeZone(context.timeZone);
    const between = perArgument(unit!, (text) => differenceIn(unitOf(text), zone));
    return words(ofUnit(between));
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
    const [sourceOf, targetOf] = [perArgument(args[0]!, knownZone), perArgument(args[1]!, knownZone)];
    const convert = (
      out: Words,
      source: Uint8Array,
      sourceStart: number,
      sourceEnd: number,
      target: Uint8Array,
      targetStart: number,
      targetEnd: number,
      a: Words,
      at: number,
    ): void => {
      setInstant(out, a, at, sourceOf(source, sourceStart, sourceEnd));
      setLocal(out, out, 0, targetOf(target, targetStart, targetEnd));
    };
    const code = words(convert);
    return { args, type: TIMESTAMP_NTZ, nullable: args.some((arg) => arg.nullable), code };
  },
});
