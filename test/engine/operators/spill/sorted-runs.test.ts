import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { batchOf } from '../../../../engine/columnar/vector-builder.ts';
import { scalarRows, type RecordBatch } from '../../../../engine/columnar/vector.ts';
import type { RunContext } from '../../../../engine/operators/batch-context.ts';
import { MemoryBudget } from '../../../../engine/operators/spill/memory-budget.ts';
import { SortedRuns } from '../../../../engine/operators/spill/sorted-runs.ts';
import { nodeFileSystem } from '../../../../engine/runtime/node-file-system.ts';
import { parseSchema } from '../../../../engine/types/ddl.ts';
import { INTEGER } from '../../../../engine/types/data-type.ts';

const SCHEMA = parseSchema('key INT, number INT, text STRING');
const budgets: MemoryBudget[] = [];
afterEach(() => Promise.all(budgets.splice(0).map((budget) => budget.close())));

let pauses = 0;
const context = { checkpoint: () => void pauses++ } as unknown as RunContext;

const batch = (keys: readonly (number | null)[], first: number): RecordBatch =>
  batchOf(
    SCHEMA,
    keys.map((key, i) => [key, first + i, `row ${first + i}`]),
  );

/** All rows of some unsorted batches, by way of runs. */
async function merged(
  batches: readonly (readonly (number | null)[])[],
  descending: boolean,
  limit: number,
): Promise<unknown[]> {
  const budget = new MemoryBudget(limit, nodeFileSystem());
  budgets.push(budget);
  const orders = [{ type: INTEGER, descending, nullsFirst: !descending }];
  const runs = new SortedRuns(budget, { columns: [0], orders }, context);
  let first = 0;
  for (const keys of batches) {
    await runs.addUnsorted(batch(keys, first));
    first += keys.length;
  }
  const rows: unknown[] = [];
  for await (const block of runs.merged()) for (const row of scalarRows(block)) rows.push([...row]);
  expect(runs.isEmpty).toBe(first === 0);
  return rows;
}

/** The same without a disk: sorted, equal ones as they came. */
function wanted(batches: readonly (readonly (number | null)[])[], descending: boolean): unknown[] {
  const rows = batches.flat().map((key, number) => [key, number, `row ${number}`] as const);
  const place = (key: number | null): number => key ?? -Infinity;
  return rows.sort(([a], [b]) => (descending ? -1 : 1) * (place(a) < place(b) ? -1 : place(a) > place(b) ? 1 : 0));
}

const keys = fc.array(fc.option(fc.integer({ min: 0, max: 9 }), { freq: 6 }), { maxLength: 50 });

test.each([false, true])('runs come back in order as a whole, equal rows as they were added (descending: %s)', async (descending) => {
  await fc.assert(
    fc.asyncProperty(fc.array(keys, { maxLength: 8 }), fc.constantFrom(1024, 1 << 20), async (batches, limit) => {
      expect(await merged(batches, descending, limit)).toEqual(wanted(batches, descending));
    }),
    { numRuns: 40 },
  );
}); // prettier-ignore

test('so do more runs than are merged at once', async () => {
  const batches = Array.from({ length: 150 }, (_, i) => [(i * 7) % 5, null, (i * 3) % 4]);
  expect(await merged(batches, false, 2048)).toEqual(wanted(batches, false));
});

test('whoever waits for the rows may stop meanwhile', async () => {
  pauses = 0;
  await merged([[2, 1], [3]], false, 1024);
  expect(pauses).toBeGreaterThan(2);
});
