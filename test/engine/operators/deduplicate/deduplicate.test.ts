import fc from 'fast-check';
import { expect, test } from 'vitest';
import { scalarRows, type Scalar } from '../../../../engine/columnar/vector.ts';
import { batchOf } from '../../../../engine/columnar/vector-builder.ts';
import type { BatchContext } from '../../../../engine/operators/batch-context.ts';
import { DeduplicateOperator } from '../../../../engine/operators/deduplicate/deduplicate.ts';
import { INTEGER } from '../../../../engine/types/data-type.ts';
import { equalScalars } from '../../../../engine/types/compare.ts';
import { KEYS, type KeyValues } from '../key-values.ts';
import { schemaOf } from '../schema-of.ts';
import { columnOf, noUser, stageRuntime } from '../stage-runtime.ts';

const context = (streaming: boolean): BatchContext => ({
  runtime: stageRuntime(),
  streaming,
  mode: 'append',
  isFirstBatch: true,
  lateMicros: -Infinity,
  evictMicros: -Infinity,
  checkpoint: () => undefined,
  callUser: noUser,
});

/** Numbers of the rows whose keys are those of no row before. */
function firstRows(keys: readonly KeyValues[], rows: readonly (readonly Scalar[])[]): number[] {
  const same = keys.map((key) => equalScalars(key.type));
  const seen: (readonly Scalar[])[] = [];
  return rows.flatMap((row, i) => {
    if (seen.some((other) => same.every((equal, k) => equal(other[k], row[k])))) return [];
    seen.push(row);
    return [i];
  });
}

function keptRows(keys: readonly KeyValues[], rows: readonly (readonly Scalar[])[], block: number): unknown[][] {
  const input = [...keys.map((key) => columnOf(key.type)), columnOf(INTEGER)];
  const schema = schemaOf(input.map((a) => a.type));
  return [false, true].map((streaming) => {
    const operator = new DeduplicateOperator(input, input.slice(0, keys.length), false, streaming);
    const run = context(streaming);
    operator.beginBatch();
    const kept: unknown[] = [];
    for (let at = 0; at < rows.length; at += block) {
      const some = rows.slice(at, at + block).map((row, i) => [...row, at + i]);
      for (const row of scalarRows(operator.add(batchOf(schema, some), run))) kept.push(row.at(-1));
    }
    operator.finishBatch(run);
    const metrics = operator.metrics();
    expect(metrics.custom['numDroppedDuplicateRows']).toBe(rows.length - kept.length);
    expect(metrics.rowsTotal).toBe(kept.length);
    return kept;
  });
}

const block = fc.integer({ min: 1, max: 20 });

test.each([...KEYS])('of rows with equal %s the first is kept, in a batch and in a stream', (_, key) => {
  fc.assert(
    fc.property(fc.array(fc.tuple(key.values), { maxLength: 50 }), block, (rows, size) => {
      const expected = firstRows([key], rows);
      expect(keptRows([key], rows, size)).toEqual([expected, expected]);
    }),
    { numRuns: 100 },
  );
});

test('of rows with several equal keys the first is kept', () => {
  const table = fc
    .uniqueArray(fc.constantFrom(...KEYS.values()), { minLength: 2, maxLength: 3 })
    .chain((keys) => fc.tuple(fc.constant(keys), fc.array(fc.tuple(...keys.map((k) => k.values)), { maxLength: 50 })));
  fc.assert(
    fc.property(table, block, ([keys, rows], size) => {
      const expected = firstRows(keys, rows);
      expect(keptRows(keys, rows, size)).toEqual([expected, expected]);
    }),
    { numRuns: 150 },
  );
});

test('tables grow over many keys', () => {
  const rows = Array.from({ length: 50_000 }, (_, i): [bigint] => [BigInt((i * 7919) % 20_011) * 2n ** 20n]);
  const key = KEYS.get('BIGINT')!;
  const [kept] = keptRows([key], rows, 8192);
  expect(kept).toEqual(Array.from({ length: 20_011 }, (_, i) => i));
});
