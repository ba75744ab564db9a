import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EventTimeHeap } from '../../../engine/state/event-time-heap.ts';

test('the rows that are due are found, in whatever order they came and went', () => {
  const step = fc.record({ row: fc.nat({ max: 200 }), time: fc.integer({ min: 0, max: 30 }), stays: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 300 }), fc.integer({ min: -1, max: 31 }), (steps, now) => {
      const times = new Map<number, number>();
      const heap = new EventTimeHeap((row) => times.get(row)!);
      for (const { row, time, stays } of steps) {
        heap.remove(row);
        times.delete(row);
        if (!stays) continue;
        times.set(row, time);
        heap.add(row);
      }
      const due = [...times].filter(([, time]) => time <= now).map(([row]) => row);
      expect([...heap.due(now)]).toEqual(due.sort((a, b) => a - b));
      for (const row of steps.map((s) => s.row)) expect(heap.has(row)).toBe(times.has(row));
    }),
    { numRuns: 200 },
  );
});

test('only what is due is looked at, and little beside it, however many rows there are', () => {
  let looks = 0;
  const heap = new EventTimeHeap((row) => (looks++, (row * 7919) % 100_003));
  for (let row = 0; row < 100_003; row++) heap.add(row);
  looks = 0;
  const due = heap.due(99);
  expect(due.length).toBe(100);
  expect(looks).toBeLessThanOrEqual(3 * due.length);
  looks = 0;
  for (const row of due) heap.remove(row);
  expect(looks).toBeLessThan(100 * 60);
});
