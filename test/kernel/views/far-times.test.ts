import { expect, test } from 'vitest';
import { formatInstant, formatRange } from '../../../kernel/views/format-time.ts';
import { createWallClock } from '../../../kernel/views/wall-clock.ts';

const FAR: readonly (readonly [ms: number, shown: string])[] = [
  [Date.UTC(9999, 11, 31, 23, 59, 59), '9999-12-31 23:59:59'],
  [9_223_372_036_854_775, '+294247-01-10 04:00:54'],
  [-9_223_372_036_854_775, '-290308-12-21 19:59:05'],
];

test.each(FAR)('%s is shown, though it may lie where no Date reaches', (ms, shown) => {
  for (const zone of ['UTC', undefined]) {
    const clock = createWallClock(zone, () => 0);
    expect(formatInstant(ms, clock)).toMatch(/\d{4,}-\d\d-\d\d \d\d:\d\d:\d\d$/);
  }
  expect(
    formatInstant(
      ms,
      createWallClock('UTC', () => 0),
    ),
  ).toBe(shown);
  const time = { ms, fraction: '' };
  expect(formatRange(time, time, 0)).toContain(shown.slice(0, 16));
});
