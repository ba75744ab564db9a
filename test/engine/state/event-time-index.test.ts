import fc from 'fast-check';
import { expect, test } from 'vitest';
import { StateStore, WHOLE } from '../../../engine/state/state-store.ts';
import { LONG, STRING } from '../../../engine/types/data-type.ts';

const timed = (): StateStore =>
  new StateStore({
    keys: [
      { name: 'id', type: STRING, nullable: true },
      { name: 'ts', type: LONG, nullable: true },
    ],
    values: [],
    bucket: [],
    time: { role: 'keys', at: 1 },
  });

/** A batch: keys that come (an id, and a time or none), and the time that is over after it. */
const batches = fc.array(
  fc.record({
    rows: fc.array(fc.tuple(fc.nat({ max: 40 }), fc.option(fc.bigInt({ min: 0n, max: 60n }))), { maxLength: 60 }),
    over: fc.integer({ min: -5, max: 60 }),
  }),
  { maxLength: 12 },
);

test('the rows that are done go, and no other, in whatever order they came', () => {
  fc.assert(
    fc.property(batches, (history) => {
      const store = timed();
      const plain = new Map<string, [number, bigint | null]>();
      for (const { rows, over } of history) {
        store.beginBatch();
        const changed = new Set<string>();
        for (const key of rows) {
          store.table(WHOLE).upsert(key);
          plain.set(String(key), key);
          changed.add(String(key));
        }
        const done = [...plain].filter(([, [, time]]) => time !== null && time <= over);
        const due = store.due(WHOLE, over);
        expect(Array.from(due, (row) => String(store.table(WHOLE).keyOf(row))).sort()).toEqual(
          done.map(([key]) => key).sort(),
        );
        store.remove(WHOLE, due);
        for (const [key] of done) for (const set of [plain, changed]) set.delete(key);
        const table = store.table(WHOLE);
        expect(Array.from({ length: table.count }, (_, row) => String(table.keyOf(row))).sort()).toEqual(
          [...plain.keys()].sort(),
        );
        for (const [, key] of plain) expect(table.keyOf(table.find(key))).toEqual(key);
        expect(Array.from(table.dirty.subarray(0, table.dirtyCount), (row) => String(table.keyOf(row))).sort()).toEqual(
          [...changed].sort(),
        );
      }
    }),
    { numRuns: 300 },
  );
});

test('of rows that come in order of time only those that are done are looked at, and what lies with them', () => {
  const store = timed();
  const rows = 50_000;
  for (let i = 0; i < rows; i++) store.table(WHOLE).upsert([i, BigInt(i)]);
  store.due(WHOLE, -1);
  const { data } = store.table(WHOLE).keys[1]!;
  let looks = 0;
  const watched = new Proxy(data, {
    get: (target, name) => {
      if (typeof name === 'string' && /^\d+$/.test(name)) looks++;
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  store.table(WHOLE).keys[1]!.data = watched;
  expect(store.due(WHOLE, 999).length).toBe(1000);
  expect(looks).toBeLessThan(2000);
});
