import fc from 'fast-check';
import { expect, test } from 'vitest';
import { concatBatches } from '../../../engine/columnar/concat.ts';
import { internBatch } from '../../../engine/columnar/intern-batch.ts';
import { Interner } from '../../../engine/columnar/interner.ts';
import { isShareable, shareBatches, sharedBatches } from '../../../engine/columnar/shared-batches.ts';
import { sliceBatch, takeRows } from '../../../engine/columnar/take.ts';
import { packBatch, unpackBatch } from '../../../engine/columnar/transfer.ts';
import { batchOf } from '../../../engine/columnar/vector-builder.ts';
import { scalarRows, type RecordBatch } from '../../../engine/columnar/vector.ts';
import { INTEGER, STRING, struct } from '../../../engine/types/data-type.ts';
import { anyRows } from './any-rows.ts';

const rowsOf = (batch: RecordBatch): unknown[][] => [...scalarRows(batch)];

/** What is done to a batch before: its texts then lie elsewhere, in another order, or among others. */
const STEPS = ['slice', 'take', 'intern', 'pack', 'concat'] as const;

function through(batch: RecordBatch, step: (typeof STEPS)[number], interner: Interner): RecordBatch {
  const { length, schema } = batch;
  switch (step) {
    case 'slice':
      return sliceBatch(batch, Math.min(1, length), length);
    case 'take':
      return takeRows(
        batch,
        Int32Array.from({ length }, (_, i) => length - 1 - i),
      );
    case 'intern':
      return internBatch(batch, interner);
    case 'pack':
      return unpackBatch(packBatch(batch, []), schema);
    case 'concat':
      return concatBatches([batch, sliceBatch(batch, 0, Math.min(2, length)), batch], schema);
  }
}

test('batches are in shared memory what they were, whatever was done to them before', () => {
  const history = fc.array(fc.constantFrom(...STEPS), { maxLength: 4 });
  fc.assert(
    fc.property(fc.array(history, { maxLength: 3 }), anyRows(20), (histories, { schema, rows }) => {
      const interner = new Interner(4);
      const whole = batchOf(schema, rows);
      const batches = histories.map((steps) => steps.reduce((b, step) => through(b, step, interner), whole));
      fc.pre(batches.every(({ columns }) => columns.every(isShareable)));
      const shared = shareBatches(batches, schema);
      // what another thread gets of it
      const { memory, ...rest } = shared;
      const views = sharedBatches({ memory, ...structuredClone(rest) });
      expect(views.map(rowsOf)).toEqual(batches.map(rowsOf));
      expect(shared.rows).toBe(batches.reduce((n, { length }) => n + length, 0));
    }),
    { numRuns: 300 },
  );
});

test('steps over steps give the rows that plain arrays give', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...STEPS), { maxLength: 5 }), anyRows(12), (steps, { schema, rows }) => {
      const interner = new Interner(4);
      let batch = batchOf(schema, rows);
      let plain: readonly (readonly unknown[])[] = rows;
      for (const step of steps) {
        batch = through(batch, step, interner);
        if (step === 'slice') plain = plain.slice(1);
        else if (step === 'take') plain = plain.toReversed();
        else if (step === 'concat') plain = [...plain, ...plain.slice(0, 2), ...plain];
      }
      expect(rowsOf(batch)).toEqual(plain);
    }),
    { numRuns: 200 },
  );
});

test('texts that several batches number in lie there once', () => {
  const schema = struct([{ name: 's', type: STRING, nullable: true }]);
  const whole = batchOf(
    schema,
    Array.from({ length: 100 }, (_, i) => [`a text of some length ${i}`.repeat(9)]),
  );
  const one = shareBatches([whole], schema).memory.byteLength;
  const parts = [0, 20, 40, 60, 80].map((from) => sliceBatch(whole, from, from + 20));
  expect(shareBatches(parts, schema).memory.byteLength).toBeLessThan(one + 100);
});

test('values that are objects are not shared, inside of a struct neither', () => {
  const schema = struct([{ name: 'r', type: struct([{ name: 'n', type: INTEGER, nullable: true }]), nullable: true }]);
  expect(batchOf(schema, [[[1]]]).columns.every(isShareable)).toBe(true);
  const object = { layout: 'object', valid: null, data: [1] } as const;
  expect(isShareable({ layout: 'struct', valid: null, children: [{ ...object, data: [1] }] })).toBe(false);
});
