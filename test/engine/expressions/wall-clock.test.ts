import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileExpression } from '../../../engine/expressions/evaluate.ts';
import { datetimeFormatter } from '../../../engine/formats/datetime/format-datetime.ts';
import { datetimeParser, localParser } from '../../../engine/formats/datetime/parse-datetime.ts';
import {
  addMonthsToDays,
  civilFromDays,
  daysFromCivil,
  floorDiv,
  floorMod,
  MICROS_PER_DAY,
} from '../../../engine/types/calendar.ts';
import { timeZone } from '../../../engine/types/time-zone.ts';
import { bound, columnsOf } from './sql-value.ts';

const ZONES = ['UTC', '-03:30', 'Europe/Lisbon', 'America/New_York', 'Australia/Lord_Howe'];

/** Instants of the years 1 to 9999, near changes of summer time, near the ends of exact doubles. */
const instants = fc.oneof(
  fc.bigInt(-62_135_596_800_000_000n, 253_402_300_799_999_999n),
  fc.bigInt(1_700_000_000_000_000n, 1_740_000_000_000_000n),
  fc
    .tuple(fc.constantFrom(1711846800n, 1729990800n, 1710054000n, 1730613600n, 1712415600n, -12219292800n, 0n, 9_000_000_000n, -9_000_000_000n), fc.bigInt(-7_300_000_000n, 7_300_000_000n))
    .map(([seconds, near]) => seconds * 1_000_000n + near),
); // prettier-ignore

const ofInstant = (sql: string, zone: string, type = 'TIMESTAMP'): ((micros: bigint) => unknown) => {
  const columns = columnsOf(`t ${type}`);
  const f = compileExpression(bound(sql, columns, zone), columns);
  return (micros) => f([micros]);
};

/** The wall clock by bigints. */
const wall = (micros: bigint, zoneId: string): bigint =>
  micros + BigInt(timeZone(zoneId).offsetAt(Number(floorDiv(micros, 1_000_000n)))) * 1_000_000n;
const dayOf = (local: bigint): number => Number(floorDiv(local, MICROS_PER_DAY));
const toInstant = (local: bigint, zoneId: string): bigint =>
  BigInt(timeZone(zoneId).instantOf(Number(floorDiv(local, 1_000_000n)))) * 1_000_000n + floorMod(local, 1_000_000n);
const secondsOf = (local: bigint): number => Number(floorMod(local, MICROS_PER_DAY) / 1_000_000n);

/** 2024-03-31 00:30:00 on a wall clock. */
const HALF_PAST = 1_711_845_000_000_000n;

const PARTS: Readonly<Record<string, (local: bigint, micros: bigint, zone: string) => unknown>> = {
  'hour(t)': (local) => Math.floor(secondsOf(local) / 3600),
  'minute(t)': (local) => Math.floor(secondsOf(local) / 60) % 60,
  'second(t)': (local) => secondsOf(local) % 60,
  'extract(SECOND FROM t)': (local) => floorMod(local, 60_000_000n),
  'extract(HOUR FROM t)': (local) => Math.floor(secondsOf(local) / 3600),
  'extract(YEAR FROM t)': (local) => civilFromDays(dayOf(local)).year,
  'year(t)': (local) => civilFromDays(dayOf(local)).year,
  'month(t)': (local) => civilFromDays(dayOf(local)).month,
  'day(t)': (local) => civilFromDays(dayOf(local)).day,
  'CAST(t AS DATE)': dayOf,
  "date_trunc('SECOND', t)": (local, micros) => micros - floorMod(local, 1_000_000n),
  "date_trunc('HOUR', t)": (local, micros) => micros - floorMod(local, 3_600_000_000n),
  "date_trunc('DAY', t)": (local, _, zone) => toInstant(local - floorMod(local, MICROS_PER_DAY), zone),
  "date_trunc('month', t)": (local, _, zone) => {
    const { year, month } = civilFromDays(dayOf(local));
    return toInstant(BigInt(daysFromCivil(year, month, 1)) * MICROS_PER_DAY, zone);
  },
  "date_trunc('week', t)": (local, _, zone) => {
    const day = BigInt(dayOf(local));
    return toInstant((day - floorMod(day + 3n, 7n)) * MICROS_PER_DAY, zone);
  },
  "date_trunc('quarter', t)": (local, _, zone) => {
    const { year, month } = civilFromDays(dayOf(local));
    return toInstant(BigInt(daysFromCivil(year, month - ((month - 1) % 3), 1)) * MICROS_PER_DAY, zone);
  },
  "date_trunc('year', t)": (local, _, zone) =>
    toInstant(BigInt(daysFromCivil(civilFromDays(dayOf(local)).year, 1, 1)) * MICROS_PER_DAY, zone),
  "trunc(t, 'month')": (local) => daysFromCivil(civilFromDays(dayOf(local)).year, civilFromDays(dayOf(local)).month, 1),
  'timestampadd(MINUTE, -90, t)': (_, micros) => micros - 5_400_000_000n,
  'timestampadd(WEEK, 3, t)': (local, _, zone) => toInstant(local + 21n * MICROS_PER_DAY, zone),
  'timestampadd(QUARTER, -1, t)': (local, _, zone) =>
    toInstant(BigInt(addMonthsToDays(dayOf(local), -3)) * MICROS_PER_DAY + floorMod(local, MICROS_PER_DAY), zone),
  "timestampdiff(HOUR, TIMESTAMP '2024-03-31 00:30:00', t)": (local) => (local - HALF_PAST) / 3_600_000_000n,
  "timestampdiff(DAY, t, TIMESTAMP '2024-03-31 00:30:00')": (local) => (HALF_PAST - local) / MICROS_PER_DAY,
  "timestampdiff(MONTH, TIMESTAMP '2024-03-31 00:30:00', t)": (local) => {
    const { year, month } = civilFromDays(dayOf(local));
    const months = (year - 2024) * 12 + month - 3;
    const place = (of: bigint): bigint =>
      BigInt(civilFromDays(dayOf(of)).day) * MICROS_PER_DAY + floorMod(of, MICROS_PER_DAY);
    const later = place(local) - place(HALF_PAST);
    return BigInt(months - (months > 0 && later < 0n ? 1 : months < 0 && later > 0n ? -1 : 0));
  },
  'unix_seconds(t)': (_, micros) => floorDiv(micros, 1_000_000n),
  'unix_millis(t)': (_, micros) => floorDiv(micros, 1000n),
};

describe.each(ZONES)('in %s', (zone) => {
  test.each(Object.keys(PARTS))('%s is that of the calendar', (sql) => {
    const f = ofInstant(sql, zone);
    fc.assert(
      fc.property(instants, (micros) => void expect(f(micros)).toBe(PARTS[sql]!(wall(micros, zone), micros, zone))),
      { numRuns: 300 },
    );
  });

  test.each([
    'yyyy-MM-dd HH:mm:ss', "yyyy-MM-dd'T'HH:mm:ss.SSSSSS", 'dd/MM/yyyy', 'HHmmss', 'yyyyMMddHHmmssSSS', 'SSSSSSSSS', 'é yyyy',
    'y-M-d', 'MMM d, yyyy', 'EEEE', 'hh:mm a', "yyyy-MM-dd'T'HH:mm:ss.SSSXXX", 'yyyy-MM-dd[ HH]', 'yyyy yyyy', 'QQQ',
  ])('date_format by %s', (pattern) => {
    const f = ofInstant(`date_format(t, "${pattern}")`, zone);
    const direct = datetimeFormatter(pattern, zone);
    fc.assert(fc.property(instants, (micros) => void expect(f(micros)).toBe(direct(micros))), { numRuns: 300 });
  }); // prettier-ignore

  test.each([
    'yyyy-MM-dd HH:mm:ss', "yyyy-MM-dd'T'HH:mm:ss.SSSSSS", 'dd/MM/yyyy', 'HHmmss', 'yyyyMMdd', 'yyyy-MM-dd HH:mm:ss.S', 'SSSSSSSSS', 'MMM d, yyyy',
  ])('to_timestamp and to_date by %s', (pattern) => {
    const columns = columnsOf('s STRING');
    const of = (sql: string): ((text: string) => unknown) => {
      const f = compileExpression(bound(sql, columns, zone), columns);
      return (text) => f([text]);
    };
    const format = datetimeFormatter(pattern, zone);
    const [parse, local] = [datetimeParser(pattern, zone), localParser(pattern)];
    const timestamp = of(`try_to_timestamp(s, "${pattern}")`);
    const ntz = of(`CAST(try_to_timestamp(s, "${pattern}") AS TIMESTAMP_NTZ)`);
    const date = of(`try_to_date(s, "${pattern}")`);
    const cut = (text: string, at: number, by: string): string => text.slice(0, at) + by + text.slice(at + 1);
    const texts = fc.tuple(instants.map(format), fc.nat(30), fc.constantFrom('', '', '0', '9', 'x', ' ', 't', 'é'), fc.boolean()).map(
      ([text, at, by, whole]) => (whole ? text : cut(text, at, by)),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const micros = parse(text);
        const wallClock = local(text)?.local;
        expect(timestamp(text)).toBe(micros ?? null);
        expect(date(text)).toBe(micros === undefined ? null : dayOf(wall(micros, zone)));
        if (micros !== undefined && wallClock !== undefined) expect(ntz(text)).toBe(wall(micros, zone));
      }),
      { numRuns: 300 },
    );
  }); // prettier-ignore
});

test('a wrong pattern is an error of the row, not of the plan', () => {
  const f = ofInstant("date_format(t, 'jj')", 'UTC');
  expect(() => f(0n)).toThrow(/jj/);
});

test('a pattern may differ from row to row', () => {
  const columns = columnsOf('t TIMESTAMP, p STRING');
  const f = compileExpression(bound('date_format(t, p)', columns), columns);
  expect(['yyyy', 'MM', 'yyyy'].map((pattern) => f([86_400_000_000n, pattern]))).toEqual(['1970', '01', '1970']);
});
