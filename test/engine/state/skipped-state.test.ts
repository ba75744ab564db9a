import { expect, test } from 'vitest';
import { Interner } from '../../../engine/columnar/interner.ts';
import { ByteReader, ByteWriter } from '../../../engine/state/byte-writer.ts';
import { readStores, writeStores } from '../../../engine/state/frame.ts';
import { LogDictionary } from '../../../engine/state/log-dictionary.ts';
import { SkippedState } from '../../../engine/state/skipped-state.ts';
import { setStateScalar, type StateColumn } from '../../../engine/state/state-column.ts';
import { StateMultiMap } from '../../../engine/state/state-multi-map.ts';
import { StateStore } from '../../../engine/state/state-store.ts';
import { LONG, STRING } from '../../../engine/types/data-type.ts';

const interner = new Interner();
const keys = [{ name: 'k', type: STRING, nullable: true }];
const values = [
  { name: 'n', type: LONG, nullable: true },
  { name: 't', type: STRING, nullable: true, owned: true as const },
  { name: 'o', type: STRING, nullable: true },
];

/** Both kinds of tables, and what three batches write of them: every step that there is. */
function threeBatches(): {
  readonly stores: readonly [StateStore, StateMultiMap];
  readonly frames: readonly Uint8Array[];
} {
  const table = new StateStore({ keys, values, bucket: [] });
  const rows = new StateMultiMap({ name: 'rows', keys, values });
  const dictionary = new LogDictionary();
  const frames: Uint8Array[] = [];
  const batch = (change: () => void): void => {
    table.beginBatch();
    rows.beginBatch();
    change();
    const writer = new ByteWriter();
    writeStores(writer, [table, rows], dictionary, false);
    frames.push(writer.written().slice());
  };
  const key = (text: string): number[] => [interner.intern(text)];
  const fill = (columns: readonly StateColumn[], row: number, n: bigint | null): void => {
    setStateScalar(columns[0]!, row, n);
    setStateScalar(columns[1]!, row, n === null ? null : new TextEncoder().encode(`t${n}`));
    setStateScalar(columns[2]!, row, n === null ? null : `o${n}`);
  };
  const put = (bucket: string, text: string, n: bigint | null): void => {
    const held = table.table(bucket);
    const row = held.upsert(key(text));
    fill(held.values, row, n);
    held.touch(row);
  };
  const append = (text: string, n: bigint | null): number => {
    const row = rows.append(rows.keyRowOf(key(text)));
    fill(rows.values, row, n);
    return row;
  };
  let changed = 0;
  batch(() => {
    put('a', 'x', 1n);
    put('a', 'y', null);
    put('b', 'z', 3n);
    changed = append('x', 1n);
    append('y', null);
  });
  batch(() => {
    table.remove('a', Int32Array.of(0));
    put('b', 'z', 4n);
    fill(rows.values, changed, 9n);
    rows.touch(changed);
    append('x', 2n);
  });
  batch(() => {
    table.drop('b');
    rows.remove(changed);
  });
  return { stores: [table, rows], frames };
}

test('steps of tables that nobody asked for are read over to their ends', () => {
  const { stores, frames } = threeBatches();
  const ids = Array.from({ length: interner.size }, (_, id) => id);
  for (const wanted of [0, 1]) {
    const [table, rows] = [
      new StateStore({ keys, values, bucket: [] }),
      new StateMultiMap({ name: 'rows', keys, values }),
    ];
    const read = [table, rows].map((store, i) => (i === wanted ? store : new SkippedState(stores[i]!.schema)));
    for (const frame of frames) {
      const reader = new ByteReader(frame);
      readStores(reader, read, ids);
      expect(reader.left).toBe(0);
    }
    expect([table, rows][wanted]!.rows).toBe(stores[wanted]!.rows);
  }
});

test('of every key whose rows change a reader is told before', () => {
  const { frames } = threeBatches();
  const ids = Array.from({ length: interner.size }, (_, id) => id);
  const read = [new StateStore({ keys, values, bucket: [] }), new StateMultiMap({ name: 'rows', keys, values })];
  const told = frames.map((frame) => {
    const changes: string[] = [];
    readStores(new ByteReader(frame), read, ids, ([id], bucket) => changes.push(`${bucket}:${interner.text(id as number)}`)); // prettier-ignore
    return changes;
  });
  expect(told).toEqual([['a:x', 'a:y', 'b:z', ':x', ':y'], ['a:x', 'b:z', ':x', ':x'], ['b:z', ':x']]); // prettier-ignore
});
