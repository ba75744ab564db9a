import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Interner } from '../../../engine/columnar/interner.ts';
import type { Scalar } from '../../../engine/columnar/vector.ts';
import { valueAt } from '../../../engine/columnar/vector-data.ts';
import type { StateField } from '../../../engine/state/state-column.ts';
import { setStateScalar } from '../../../engine/state/state-column.ts';
import { StateTable } from '../../../engine/state/state-table.ts';
import { DOUBLE, INTEGER, LONG, type DataType } from '../../../engine/types/data-type.ts';

const field = (name: string, type: DataType): StateField => ({ name, type, nullable: true });
const KEY_FIELDS = [field('l', LONG), field('d', DOUBLE)];

const key = fc.tuple(
  fc.option(fc.oneof(fc.bigInt({ min: -3n, max: 3n }), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }))),
  fc.option(
    fc.oneof(
      fc.constantFrom(0, NaN, 0.5, 2 ** 31, -(2 ** 31)),
      fc.double().map((d) => d + 0),
    ),
  ),
);

/** Changes of a table: a key is put in, or all keys whose number is a multiple of one are taken out. */
const change = fc.oneof(
  { weight: 8, arbitrary: key.map((put) => ({ put })) },
  { weight: 1, arbitrary: fc.integer({ min: 2, max: 5 }).map((every) => ({ every })) },
);

describe('a table of keys', () => {
  test('holds what a Map holds, whatever is put in and taken out', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 200 }), (changes) => {
        const table = new StateTable(KEY_FIELDS, [field('v', INTEGER)]);
        const plain = new Map<string, number>();
        const text = (k: readonly Scalar[]): string => k.map(String).join();
        changes.forEach((one, i) => {
          if ('put' in one) {
            setStateScalar(table.values[0]!, table.upsert(one.put), i);
            plain.set(text(one.put), i);
            return;
          }
          const gone = Array.from({ length: table.count }, (_, row) => row).filter((row) => row % one.every === 0);
          for (const row of gone) plain.delete(text(table.keyOf(row)));
          table.remove(Int32Array.from(gone));
        });
        const held = Array.from({ length: table.count }, (_, row): [string, Scalar] => [
          text(table.keyOf(row)),
          table.valuesOf(row)[0]!,
        ]);
        expect(new Map(held)).toEqual(plain);
        expect(held.length).toBe(plain.size);
        for (let row = 0; row < table.count; row++) expect(table.find(table.keyOf(row))).toBe(row);
      }),
      { numRuns: 200 },
    );
  });

  test('has nothing left of a row that was taken out below a NULL that comes in its place', () => {
    const table = new StateTable(KEY_FIELDS, []);
    table.upsert([7n, 1.5]);
    table.remove(Int32Array.of(0));
    table.upsert([null, null]);
    expect([...table.keys[0]!.words!.subarray(0, 2)]).toEqual([0, 0]);
    expect(valueAt(table.keys[1]!.data, 0)).toBe(0);
  });

  test('finds keys by distance until they lie too far apart', () => {
    const table = new StateTable([field('l', LONG)], [], false, true);
    for (const distance of [0, 10, -1000, 500_000]) table.index(distance);
    expect(table.dense).not.toBeNull();
    table.index(2 ** 31 - 1);
    expect(table.dense).toBeNull();
  });
});

describe('texts of a query', () => {
  test('have one number each, before and after the table of numbers grows', () => {
    const interner = new Interner(16);
    const texts = Array.from({ length: 5000 }, (_, i) => `text ${i % 2500}`);
    const ids = texts.map((text) => interner.intern(text));
    expect(interner.size).toBe(2500);
    expect(ids.map((id) => interner.text(id))).toEqual(texts);
    expect(texts.map((text) => interner.idOf(text))).toEqual(ids);
  });

  test('that are not held are looked up and stay so', () => {
    const interner = new Interner();
    interner.intern('é');
    expect(interner.idOf('e\u0301')).toBeLessThan(-1);
    expect(interner.size).toBe(1);
  });
});
