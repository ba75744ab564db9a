import fc from 'fast-check';
import { expect, test } from 'vitest';
import { timeZone } from '../../../engine/types/time-zone.ts';

/** The offset as Intl shows it, in seconds. */
function shown(id: string): (epochSeconds: number) => number {
  const format = new Intl.DateTimeFormat('en-GB', { timeZone: id, timeZoneName: 'longOffset', year: 'numeric' });
  return (epochSeconds) => {
    const parts = format.formatToParts(new Date(epochSeconds * 1000));
    const match = /GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?/.exec(
      parts.find(({ type }) => type === 'timeZoneName')!.value,
    )!;
    const size = Number(match[2] ?? 0) * 3600 + Number(match[3] ?? 0) * 60 + Number(match[4] ?? 0);
    return match[1] === '-' ? 0 - size : size;
  };
}

const DAY = 86_400;
const day = (date: string): number => Date.parse(date) / 1000;
/** Around changes of clocks, turns of years, and the ends of what is kept in spans. */
const EDGES = [
  '1900-01-01',
  '1916-06-17',
  '1970-01-01',
  '1996-01-01',
  '2011-12-30',
  '2024-03-31',
  '2024-10-27',
  '2099-12-31',
];
const times = fc.oneof(
  fc.integer({ min: day('1850-01-01'), max: day('2200-01-01') }),
  fc
    .tuple(fc.constantFrom(...EDGES), fc.integer({ min: -2 * DAY, max: 2 * DAY }))
    .map(([date, near]) => day(date) + near),
);

test.each([
  'Europe/Lisbon', 'America/New_York', 'Australia/Lord_Howe', 'Pacific/Apia', 'Africa/Casablanca', 'Asia/Kolkata',
])('%s is as far from UTC as Intl says, asked in any order', (id) => {
  const zone = timeZone(id);
  const offset = shown(id);
  fc.assert(
    fc.property(fc.array(times, { minLength: 1, maxLength: 8 }), (asked) => {
      for (const time of asked) expect(zone.offsetAt(time)).toBe(offset(time));
    }),
    { numRuns: 500 },
  );
}); // prettier-ignore
