import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Interner } from '../../../engine/columnar/interner.ts';
import { setStateScalar } from '../../../engine/state/state-column.ts';
import { StateTable } from '../../../engine/state/state-table.ts';
import { packTable, unpackTable } from '../../../engine/state/transfer-table.ts';
import { BOOLEAN, DOUBLE, INTEGER, LONG, STRING, type DataType } from '../../../engine/types/data-type.ts';

const field = (name: string, type: DataType, nullable = true) => ({ name, type, nullable });
const KEYS = [field('text', STRING), field('whole', LONG)];
const VALUES = [field('n', INTEGER), field('mean', DOUBLE), field('seen', BOOLEAN, false), field('last', STRING)];

const text = fc.option(fc.oneof(fc.constantFrom('', 'a', 'é'), fc.string({ unit: 'grapheme', maxLength: 5 })));
const row = fc.record({
  text,
  whole: fc.option(fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n)),
  values: fc.tuple(fc.option(fc.integer()), fc.option(fc.double()), fc.boolean(), text),
});

/** The rows of a table, with its keys' texts. */
const rowsOf = (table: StateTable, interner: Interner): unknown[][] =>
  Array.from({ length: table.count }, (_, r) => {
    const [id, whole] = table.keyOf(r) as [number, bigint | null];
    return [id < 0 ? null : interner.text(id), whole, ...table.valuesOf(r)];
  });

test('rows of a table are on the other thread what they were, all or some, whatever numbers its texts have there', () => {
  fc.assert(
    fc.property(fc.array(row, { maxLength: 100 }), fc.nat(5), fc.integer({ min: 0, max: 3 }), (rows, others, every) => {
      const here = new Interner(4);
      const table = new StateTable(KEYS, VALUES);
      for (const { text: key, whole, values } of rows) {
        const at = table.upsert([key === null ? -1 : here.intern(key), whole]);
        values.forEach((value, v) => setStateScalar(table.values[v]!, at, value));
      }
      const before = rowsOf(table, here);
      const some = every === 0 ? null : Int32Array.from(before.keys()).filter((r) => r % every === 0);
      const buffers: ArrayBuffer[] = [];
      const packed = packTable(table, here, buffers, some);
      const sent = structuredClone(packed, { transfer: buffers });
      expect(rowsOf(table, here)).toEqual(before);

      const there = new Interner(4);
      for (let i = 0; i < others; i++) there.intern(`other ${i}`);
      const other = unpackTable(sent, { keys: KEYS, values: VALUES }, there);
      expect(rowsOf(other, there)).toEqual(some === null ? before : Array.from(some, (r) => before[r]));
    }),
  );
});

test('a text that several rows have crosses once, and texts that no chosen row has do not', () => {
  const interner = new Interner(4);
  const table = new StateTable(KEYS, []);
  for (let i = 0; i < 10; i++) table.upsert([interner.intern('shared'), BigInt(i)]);
  table.upsert([interner.intern('left behind'), 0n]);
  const { keys } = packTable(table, interner, [], Int32Array.of(0, 5, 9));
  expect(keys[0]).toMatchObject({ data: Int32Array.of(0, 0, 0), texts: { offsets: Int32Array.of(0, 6) } });
  expect(new TextDecoder().decode(keys[0]!.texts!.bytes)).toBe('shared');
});
