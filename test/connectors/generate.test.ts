import { expect, test } from 'vitest';
import { orderEvents } from '../../kernel/cli/generate/order-events.ts';

const START = Date.UTC(2026, 0, 1);
const take = (late: number, seed = 7): { id: number; ts: string; country: string; amount: number }[] => {
  const events = orderEvents({ seed, late, startMs: START, perSecond: 100 });
  return Array.from({ length: 20_000 }, () => JSON.parse(events.next().value.value) as never);
};
/** How far each row lies behind the newest row before it. */
const behind = (rows: readonly { ts: string }[]): number[] => {
  let newest = -Infinity;
  return rows.map(({ ts }) => {
    const ms = Date.parse(ts);
    newest = Math.max(newest, ms);
    return newest - ms;
  });
};

test('orders are the same for the same seed, and others for another', () => {
  expect(take(0.01)).toEqual(take(0.01));
  expect(take(0.01, 8)).not.toEqual(take(0.01));
});

test('orders come at most 8 seconds out of order', () => {
  const late = behind(take(0));
  expect(Math.max(...late)).toBeLessThanOrEqual(8000);
  expect(late.filter((ms) => ms > 1000).length).toBeGreaterThan(1000);
});

test('late orders come after a watermark of 10 seconds, in the share asked for', () => {
  const late = behind(take(0.01)).filter((ms) => ms > 10_000);
  expect(late.length).toBeGreaterThan(150);
  expect(late.length).toBeLessThan(250);
  expect(Math.min(...late)).toBeGreaterThan(80_000);
});
