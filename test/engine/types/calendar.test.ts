import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  addMonthsToDays,
  civilFromDays,
  daysFromCivil,
  daysInMonth,
  isLeapYear,
} from '../../../engine/types/calendar.ts';

/** What a JS Date can hold is the same calendar. */
const DAY_MILLIS = 86_400_000;
const FARTHEST = 100_000_000;
/** The first and last days of the years that are looked up, and those around. */
const edges = [-25_568, -25_567, 47_481, 47_482].flatMap((day) => [day - 1, day, day + 1]);
const day = fc.oneof(
  fc.constantFrom(...edges, -FARTHEST, FARTHEST, 0, -1),
  fc.integer({ min: -30_000, max: 50_000 }),
  fc.integer({ min: -FARTHEST, max: FARTHEST }),
);

const partsOf = (days: number): { year: number; month: number; day: number } => {
  const date = new Date(days * DAY_MILLIS);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
};

test('a day has the date of JavaScript, and a date its day', () => {
  fc.assert(
    fc.property(day, (days) => {
      const date = partsOf(days);
      expect(civilFromDays(days)).toEqual(date);
      expect(civilFromDays(days)).toEqual(date);
      expect(daysFromCivil(date.year, date.month, date.day)).toBe(days);
    }),
    { numRuns: 2000 },
  );
});

test('months added keep the day, or the last one of a shorter month', () => {
  fc.assert(
    fc.property(day, fc.integer({ min: -30_000, max: 30_000 }), (days, months) => {
      const from = partsOf(days);
      const index = from.year * 12 + from.month - 1 + months;
      const [year, month] = [Math.floor(index / 12), (((index % 12) + 12) % 12) + 1];
      const wanted = { year, month, day: Math.min(from.day, daysInMonth(year, month)) };
      expect(civilFromDays(addMonthsToDays(days, months))).toEqual(wanted);
    }),
    { numRuns: 2000 },
  );
});

test.each([
  [1900, false],
  [2000, true],
  [2023, false],
  [2024, true],
  [-4, true],
  [-100, false],
  [-400, true],
])('whether %i is a leap year: %s', (year, wanted) => {
  expect(isLeapYear(year)).toBe(wanted);
  expect(daysInMonth(year, 2)).toBe(wanted ? 29 : 28);
});

test('a month beyond the bounds of a date stays far away', () => {
  expect(addMonthsToDays(0, 1e12)).toBeGreaterThan(2 ** 31);
  expect(addMonthsToDays(0, -1e12)).toBeLessThan(-(2 ** 31));
});
