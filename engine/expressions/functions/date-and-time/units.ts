import { floorDiv, MICROS_PER_DAY, civilFromDays, floorMod } from '../../../types/calendar.ts';
import { isTimestamp, LONG, TIMESTAMP, TIMESTAMP_NTZ } from '../../../types/data-type.ts';
import { localMicros } from '../../../types/date-text.ts';
import { timeZone } from '../../../types/time-zone.ts';
import { defineFunction, type BindContext } from '../../define-function.ts';
import { defineScalar } from '../../define-scalar.ts';
import { kernel } from '../../function-code.ts';
import { addToWallClock, instantAdder, type Span } from '../../interval-arithmetic.ts';
import { coerced } from '../../signature.ts';
import { anyOf, BIGINT, INSTANT, TEXT, WALL_CLOCK } from '../../type-pattern.ts';
import { STRING } from '../../../types/data-type.ts';
import type { TypedExpression } from '../../typed.ts';
import { instantMicros } from '../../../types/date-text.ts';
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

function spanOf(unit: string, n: bigint): Span {
  const u = unit.toUpperCase();
  const zero = { months: 0, days: 0, micros: 0n };
  if (MONTHS[u] !== undefined) return { ...zero, months: MONTHS[u] * Number(n) };
  if (DAYS[u] !== undefined) return { ...zero, days: DAYS[u] * Number(n) };
  return { ...zero, micros: (MICROS[u] ?? 0n) * n };
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
    const code = kernel((unit: string, n: bigint, micros: bigint) => add(micros, spanOf(unit, n)));
    return { args: [args[0]!, args[1]!, at], type: at.type, nullable: args.some((arg) => arg.nullable), code };
  },
});

/** Whole months between two wall clocks, towards zero. */
function wholeMonths(from: bigint, to: bigint): number {
  const [a, b] = [from, to].map((local) => civilFromDays(Number(floorDiv(local, MICROS_PER_DAY))));
  let months = (b!.year - a!.year) * 12 + b!.month - a!.month;
  const rest = (civil: { day: number }, local: bigint): bigint =>
    BigInt(civil.day) * MICROS_PER_DAY + floorMod(local, MICROS_PER_DAY);
  if (months > 0 && rest(b!, to) < rest(a!, from)) months--;
  else if (months < 0 && rest(b!, to) > rest(a!, from)) months++;
  return months;
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
    return kernel((unit: string, start: bigint, end: bigint) => {
      const u = unit.toUpperCase();
      const [from, to] = [localMicros(start, zone), localMicros(end, zone)];
      if (MONTHS[u] !== undefined) return BigInt(Math.trunc(wholeMonths(from, to) / MONTHS[u]));
      if (DAYS[u] !== undefined) return (to - from) / (MICROS_PER_DAY * BigInt(DAYS[u]));
      return (to - from) / (MICROS[u] ?? 1n);
    });
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
    const code = kernel((from: string, to: string, local: bigint) =>
      localMicros(instantMicros(local, knownZone(from)), knownZone(to)),
    );
    return { args, type: TIMESTAMP_NTZ, nullable: args.some((arg) => arg.nullable), code };
  },
});
