import fc from 'fast-check';
import { expect, test } from 'vitest';
import { eachPart, eachShare, inRuns, workOfAll, type Fragment } from '../../../engine/tasks/fragment.ts';
import type { LeafPart } from '../../../engine/tasks/leaf-parts.ts';

const partOf = (work: number): LeafPart => ({
  leaf: 0,
  rows: { kind: 'range', start: 0n, step: 1n, count: work },
  work,
});

const fragmentOf = (parts: readonly LeafPart[]): Fragment =>
  // these functions look at nothing else of it
  ({ parts }) as Fragment;

test('runs of parts are all parts in their order, alike but for one part', () => {
  const works = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(works, fc.integer({ min: 1, max: 8 }), (given, tasks) => {
      const parts = given.map(partOf);
      const runs = inRuns(fragmentOf(parts), tasks);
      expect(runs.flatMap((run) => run.parts)).toEqual(parts);
      expect(runs.length).toBeLessThanOrEqual(tasks);
      const most = Math.max(...given);
      for (const run of runs) expect(workOfAll(run.parts)).toBeLessThanOrEqual(workOfAll(parts) / tasks + most);
    }),
  );
});

test('each part is a task of its own, and each share reads all parts', () => {
  const parts = [3, 4].map(partOf);
  expect(eachPart(fragmentOf(parts))).toEqual(parts.map((part) => ({ parts: [part], share: 0 })));
  expect(eachShare(fragmentOf(parts), 3)).toEqual([0, 1, 2].map((share) => ({ parts, share })));
});
