import { serialize } from 'node:v8';
import { expect, test } from 'vitest';
import { Interner } from '../../../engine/columnar/interner.ts';
import { ByteReader, ByteWriter } from '../../../engine/state/byte-writer.ts';
import { readStores, writeStores } from '../../../engine/state/frame.ts';
import { LogDictionary } from '../../../engine/state/log-dictionary.ts';
import { StateStore, WHOLE } from '../../../engine/state/state-store.ts';
import { DOUBLE, LONG, STRING } from '../../../engine/types/data-type.ts';

const store = (): StateStore =>
  new StateStore({
    keys: [
      { name: 'text', type: STRING, nullable: true },
      { name: 'whole', type: LONG, nullable: true },
      { name: 'real', type: DOUBLE, nullable: true },
    ],
    values: [],
    bucket: [],
  });

const KEYS = [
  ['a', 1n, 0.5],
  [null, null, null],
  ['b', 2n ** 63n - 1n, NaN],
  ['c', 0n, -0.1],
] as const;

/** A store with the keys, in a process in which texts have numbers from `before` on. */
function filled(before: number): { readonly held: StateStore; readonly ids: number[] } {
  const interner = new Interner(8);
  for (let i = 0; i < before; i++) interner.intern(`other ${i}`);
  const ids = ['a', 'b', 'c'].map((text) => interner.intern(text));
  const held = store();
  for (const [text, whole, real] of KEYS) {
    held.table(WHOLE).upsert([text === null ? -1 : interner.intern(text), whole, real]);
  }
  return { held, ids };
}

const left = (held: StateStore): unknown[] => {
  const table = held.table(WHOLE);
  return Array.from({ length: table.count }, (_, row) => table.keyOf(row)[1]);
};

test('rows that went are found by their keys where texts have other numbers: null, NaN and 64 bits among them', () => {
  const [here, there] = [filled(0), filled(7)];
  here.held.beginBatch();
  here.held.remove(WHOLE, Int32Array.of(0, 1, 2));
  const [writer, dictionary] = [new ByteWriter(), new LogDictionary()];
  dictionary.restore(here.ids);
  writeStores(writer, [here.held], dictionary, false);
  readStores(new ByteReader(writer.written()), [there.held], there.ids);
  expect([left(here.held), left(there.held)]).toEqual([[0n], [0n]]);
});

test('removals of checkpoints that were written before November 2026 are read: keys one by one', () => {
  const { held, ids } = filled(3);
  const writer = new ByteWriter();
  writer.u8(3);
  writer.u32(0);
  writer.text(WHOLE);
  writer.block(serialize([[0, 1n, 0.5], [-1, null, null], [1, 2n ** 63n - 1n, NaN], [0, 77n, 0.5]])); // prettier-ignore
  writer.u8(0);
  readStores(new ByteReader(writer.written()), [held], ids);
  expect(left(held)).toEqual([0n]);
});

test('what came and went within a batch is not missed where it never was', () => {
  const [here, there] = [store(), store()];
  here.beginBatch();
  here.table(WHOLE).upsert([-1, 5n, 1]);
  here.remove(WHOLE, Int32Array.of(0));
  const writer = new ByteWriter();
  writeStores(writer, [here], new LogDictionary(), false);
  readStores(new ByteReader(writer.written()), [there], []);
  expect([here.rows, there.rows]).toEqual([0, 0]);
});
