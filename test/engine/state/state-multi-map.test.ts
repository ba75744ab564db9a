import fc from 'fast-check';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Interner } from '../../../engine/columnar/interner.ts';
import { nodeFileSystem } from '../../../engine/runtime/node-file-system.ts';
import { ChangelogHistory } from '../../../engine/state/changelog-history.ts';
import { Changelog } from '../../../engine/state/changelog.ts';
import { setStateScalar, stateScalar } from '../../../engine/state/state-column.ts';
import { StateMultiMap } from '../../../engine/state/state-multi-map.ts';
import { StateStore, WHOLE } from '../../../engine/state/state-store.ts';
import { BINARY, BOOLEAN, INTEGER, LONG, STRING } from '../../../engine/types/data-type.ts';

// One operator with three tables: two multi-maps, as a join of two streams has them, and a map.

const SIDE = {
  keys: [
    { name: 'text', type: STRING, nullable: true },
    { name: 'whole', type: LONG, nullable: true },
  ],
  values: [
    { name: 'time', type: LONG, nullable: true },
    { name: 'row', type: BINARY, nullable: true, owned: true },
    { name: 'matched', type: BOOLEAN, nullable: false },
  ],
  time: 0,
} as const;
const SIDES = ['left', 'right'] as const;
type Side = (typeof SIDES)[number];

interface Row {
  readonly time: bigint | null;
  readonly bytes: Uint8Array | null;
  matched: boolean;
}
type Key = readonly [text: string | null, whole: bigint | null];

type Change =
  | { readonly do: 'append'; readonly side: Side; readonly key: Key; readonly time: bigint | null; readonly bytes: Uint8Array | null } // prettier-ignore
  | { readonly do: 'match' | 'remove one'; readonly side: Side; readonly key: Key; readonly nth: number }
  | { readonly do: 'remove all'; readonly side: Side; readonly key: Key }
  | { readonly do: 'evict'; readonly side: Side; readonly micros: number }
  | { readonly do: 'put'; readonly key: Key; readonly bytes: Uint8Array | null }
  | { readonly do: 'forget'; readonly key: Key };

const keyText = ([text, whole]: Key): string => `${JSON.stringify(text)},${whole}`;

/** The same as plain JavaScript. */
class Model {
  readonly sides = { left: new Map<string, Row[]>(), right: new Map<string, Row[]>() };
  readonly map = new Map<string, Uint8Array | null>();

  apply(change: Change): void {
    if (change.do === 'put') this.map.set(keyText(change.key), change.bytes);
    else if (change.do === 'forget') this.map.delete(keyText(change.key));
    else if (change.do === 'evict') {
      const side = this.sides[change.side];
      const isDue = ({ time }: Row): boolean => time !== null && time <= change.micros;
      for (const [key, rows] of side) this.keep(side, key, (row) => !isDue(row), rows);
    } else this.applyToKey(change, this.sides[change.side], keyText(change.key));
  }

  private applyToKey(change: Extract<Change, { side: Side; key: Key }>, side: Map<string, Row[]>, key: string): void {
    const rows = side.get(key) ?? [];
    if (change.do === 'append') side.set(key, [...rows, { time: change.time, bytes: change.bytes, matched: false }]);
    else if (change.do === 'remove all') side.delete(key);
    else if (rows.length > 0) {
      const nth = rows[change.nth % rows.length]!;
      if (change.do === 'match') nth.matched = true;
      else this.keep(side, key, (row) => row !== nth, rows);
    }
  }

  private keep(side: Map<string, Row[]>, key: string, stays: (row: Row) => boolean, rows: readonly Row[]): void {
    const left = rows.filter(stays);
    if (left.length === 0) side.delete(key);
    else side.set(key, left);
  }

  contents(): string[] {
    const sides = SIDES.flatMap((side) =>
      [...this.sides[side]].map(([key, rows]) => `${side} ${key}: ${rows.map((r) => rowText(r.time, r.bytes, r.matched)).join(' ')}`),
    ); // prettier-ignore
    return [...sides, ...[...this.map].map(([key, bytes]) => `map ${key}: ${bytesText(bytes)}`)].sort();
  }
}

const bytesText = (bytes: Uint8Array | null): string => (bytes === null ? 'null' : `[${bytes.join()}]`);
const rowText = (time: bigint | null, bytes: Uint8Array | null, matched: boolean): string =>
  `(${time} ${bytesText(bytes)} ${matched})`;

const fileSystem = nodeFileSystem();
let root: string;
let folders = 0;
beforeAll(() => void (root = mkdtempSync(join(tmpdir(), 'millrace-multi-map-'))));
afterAll(() => rmSync(root, { recursive: true, force: true }));

function folder(): string {
  const path = join(root, `${folders++}`);
  fileSystem.makeDirectory(path);
  return path;
}

/** State that lives as long as one run of a query. */
class Run {
  readonly interner = new Interner(8);
  readonly sides = {
    left: new StateMultiMap({ name: 'left', ...SIDE }),
    right: new StateMultiMap({ name: 'right', ...SIDE }),
  };
  readonly map = new StateStore({
    name: 'seen',
    keys: SIDE.keys,
    values: [{ name: 'value', type: BINARY, nullable: true, owned: true }],
    bucket: [],
  });
  readonly stores = [this.sides.left, this.map, this.sides.right];
  readonly log: Changelog;

  constructor(directory: string, batchId = -1) {
    this.log = new Changelog(fileSystem, directory, this.stores, this.interner, false);
    this.log.restore(ChangelogHistory.read(fileSystem, directory), batchId);
  }

  batch(changes: readonly Change[]): void {
    for (const store of this.stores) store.beginBatch();
    for (const change of changes) this.apply(change);
  }

  append(batchId: number): Promise<void> {
    return this.log.append(batchId, { rows: 0, digests: [], commit: '' }, () => {});
  }

  /** Texts that nobody holds go, the others get other numbers. */
  renumber(): void {
    const { interner, stores } = this;
    const live = new Uint8Array(interner.size);
    for (const store of stores) store.markIds(live);
    const renamed = interner.compact(live);
    for (const store of stores) store.renameIds(renamed);
  }

  private idsOf([text, whole]: Key): [number, bigint | null] {
    return [text === null ? -1 : this.interner.intern(text), whole];
  }

  private apply(change: Change): void {
    if (change.do === 'put') {
      const table = this.map.table(WHOLE);
      setStateScalar(table.values[0]!, table.upsert(this.idsOf(change.key)), change.bytes);
    } else if (change.do === 'forget') {
      const row = this.map.table(WHOLE).find(this.idsOf(change.key));
      if (row >= 0) this.map.remove(WHOLE, Int32Array.of(row));
    } else if (change.do === 'evict') {
      const side = this.sides[change.side];
      for (const row of side.due(change.micros)) side.remove(row);
    } else if (change.do === 'append') {
      const side = this.sides[change.side];
      const row = side.append(side.keyRowOf(this.idsOf(change.key)));
      [change.time, change.bytes, false].forEach((value, c) => setStateScalar(side.values[c]!, row, value));
    } else this.applyToRows(change, this.sides[change.side]);
  }

  private applyToRows(
    change: Extract<Change, { do: 'match' | 'remove one' | 'remove all' }>,
    side: StateMultiMap,
  ): void {
    const keyRow = side.find(this.idsOf(change.key));
    const rows = rowsOf(side, keyRow);
    if (change.do === 'remove all') side.removeAll(keyRow);
    else if (rows.length > 0) {
      const row = rows[change.nth % rows.length]!;
      if (change.do === 'remove one') side.remove(row);
      else {
        setStateScalar(side.values[2]!, row, true);
        side.touch(row);
      }
    }
  }

  contents(): string[] {
    const text = (key: readonly unknown[]): string =>
      keyText([(key[0] as number) < 0 ? null : this.interner.text(key[0] as number), key[1] as bigint | null]);
    const all: string[] = [];
    for (const name of SIDES) {
      const side = this.sides[name];
      for (let keyRow = 0; keyRow < side.keys.count; keyRow++) {
        const rows = rowsOf(side, keyRow);
        if (rows.length === 0) continue;
        const [time, bytes, matched] = side.values;
        const texts = rows.map((row) => rowText(stateScalar(time!, row) as bigint | null, stateScalar(bytes!, row) as Uint8Array | null, stateScalar(matched!, row) as boolean)); // prettier-ignore
        for (const row of rows) expect(side.keyOf(row)).toEqual(side.keys.keyOf(keyRow));
        all.push(`${name} ${text(side.keys.keyOf(keyRow))}: ${texts.join(' ')}`);
      }
    }
    const table = this.map.table(WHOLE);
    for (let row = 0; row < table.count; row++)
      all.push(`map ${text(table.keyOf(row))}: ${bytesText(stateScalar(table.values[0]!, row) as Uint8Array | null)}`);
    return all.sort();
  }
}

function rowsOf(side: StateMultiMap, keyRow: number): number[] {
  const rows: number[] = [];
  for (let row = side.first(keyRow); row >= 0; row = side.next[row]!) rows.push(row);
  return rows;
}

const side = fc.constantFrom(...SIDES);
const key: fc.Arbitrary<Key> = fc.tuple(
  fc.constantFrom(null, '', 'a', 'é', 'a longer text'),
  fc.constantFrom(null, 0n, -(2n ** 63n)),
);
const bytes = fc.option(fc.uint8Array({ maxLength: 6 }));
const nth = fc.nat({ max: 5 });
const change: fc.Arbitrary<Change> = fc.oneof(
  { weight: 10, arbitrary: fc.record({ do: fc.constant('append'), side, key, time: fc.option(fc.bigInt(0n, 40n)), bytes }) }, // prettier-ignore
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('match', 'remove one'), side, key, nth }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('remove all'), side, key }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('evict'), side, micros: fc.integer({ min: -1, max: 40 }) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('put'), key, bytes }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('forget'), key }) },
);
const changes = fc.array(change, { maxLength: 15 });
/** What happens to a batch, and after it. */
const batch = fc.record({
  /** Batches that were computed before and failed: before their frame was written, or after. */
  failed: fc.array(fc.record({ changes, written: fc.boolean() }), { maxLength: 2 }),
  changes,
  then: fc.constantFrom('nothing', 'restart', 'snapshot', 'other ids'),
});

describe('several tables in one changelog', () => {
  test('are what plain maps are, through batches, failures, restarts and snapshots', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(batch, { minLength: 1, maxLength: 8 }), async (history) => {
        const directory = folder();
        const model = new Model();
        let run = new Run(directory);
        for (const [batchId, { failed, changes: own, then }] of history.entries()) {
          for (const { changes: lost, written } of failed) {
            run.batch(lost);
            if (written) await run.append(batchId);
            run.log.close();
            run = new Run(directory, batchId - 1);
            expect(run.contents()).toEqual(model.contents());
          }
          run.batch(own);
          for (const each of own) model.apply(each);
          expect(run.contents()).toEqual(model.contents());
          await run.append(batchId);
          if (then === 'snapshot') run.interner.generation++;
          if (then === 'other ids') {
            run.renumber();
            expect(run.contents()).toEqual(model.contents());
          }
          if (then !== 'restart') continue;
          run.log.close();
          run = new Run(directory, batchId);
          expect(run.contents()).toEqual(model.contents());
        }
        run.log.close();
        expect(new Run(directory, history.length - 1).contents()).toEqual(model.contents());
      }),
      { numRuns: 50 },
    );
  });

  test('are in every frame together: a state is read as it was after each batch', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(changes, { minLength: 1, maxLength: 5 }), async (all) => {
        const directory = folder();
        const [run, model] = [new Run(directory), new Model()];
        const after: string[][] = [];
        for (const [batchId, own] of all.entries()) {
          run.batch(own);
          await run.append(batchId);
          for (const each of own) model.apply(each);
          after.push(model.contents());
        }
        run.log.close();
        after.forEach((contents, batchId) => expect(new Run(directory, batchId).contents()).toEqual(contents));
      }),
      { numRuns: 30 },
    );
  });
});

const numbers = (): StateMultiMap =>
  new StateMultiMap({
    name: 'numbers',
    keys: [{ name: 'k', type: INTEGER, nullable: false }],
    values: [{ name: 'time', type: LONG, nullable: true }],
    time: 0,
  });

function add(held: StateMultiMap, key: number, time: bigint | null): number {
  const row = held.append(held.keyRowOf(held.schema.keys.length === 0 ? [] : [key]));
  setStateScalar(held.values[0]!, row, time);
  return row;
}

test('rows and keys are counted, and rows that a batch brought or changed once each', () => {
  const held = numbers();
  held.beginBatch();
  const [first, second] = [add(held, 1, 1n), add(held, 1, 2n)];
  held.touch(first);
  add(held, 2, 3n);
  expect([held.rows, held.keyCount, held.changed]).toEqual([3, 2, 3]);
  held.beginBatch();
  held.touch(first);
  held.touch(first);
  held.remove(second);
  expect([held.rows, held.keyCount, held.changed]).toEqual([2, 2, 1]);
  held.removeAll(held.find([1]));
  expect([held.rows, held.keyCount, held.changed, held.first(held.find([1]))]).toEqual([1, 1, 0, -1]);
  expect(held.first(held.find([99]))).toBe(-1);
});

test('rows without a time are never due, and times beyond 32 bits and before 1970 are compared as they are', () => {
  const held = numbers();
  const times = [null, -1n, 2n ** 32n, 2n ** 32n + 1n, -(2n ** 40n), 2n ** 52n];
  const rows = times.map((time) => add(held, 1, time));
  const due = (micros: number): (bigint | null)[] => [...held.due(micros)].map((row) => times[rows.indexOf(row)]!);
  expect(due(-Infinity)).toEqual([]);
  expect(due(-1)).toEqual([-1n, -(2n ** 40n)]);
  expect(due(2 ** 32)).toEqual([-1n, 2n ** 32n, -(2n ** 40n)]);
  expect(due(Infinity)).toEqual(times.slice(1));
});

test('keys that come once and go do not stay: memory is of what is held', () => {
  const held = numbers();
  for (let batchId = 0; batchId < 60; batchId++) {
    held.beginBatch();
    for (let i = 0; i < 1000; i++) add(held, batchId * 1000 + i, BigInt(batchId));
    for (const row of held.due(batchId - 1)) held.remove(row);
  }
  expect([held.rows, held.keyCount]).toEqual([1000, 1000]);
  expect(held.keys.count).toBeLessThan(5000);
  expect(held.bytes).toBeLessThan(1 << 20);
  for (let i = 0; i < 1000; i++) expect(rowsOf(held, held.find([59_000 + i])).length).toBe(1);
});

test('a snapshot is written when the log has outgrown the state, and holds each row once', async () => {
  const directory = folder();
  const run = new Run(directory);
  const row = new Uint8Array(5000);
  for (let batchId = 0; batchId < 40; batchId++) {
    const appends = Array.from({ length: 60 }, (_, i): Change => ({ do: 'append', side: 'left', key: ['k', 0n], time: BigInt(batchId), bytes: row.fill(i) })); // prettier-ignore
    run.batch([...appends, { do: 'evict', side: 'left', micros: batchId - 2 }]);
    await run.append(batchId);
  }
  run.log.close();
  expect(readdirSync(directory)).not.toContain('changelog-0');
  expect(new Run(directory, 39).contents()).toEqual(run.contents());
  expect(run.sides.left.rows).toBe(120);
});

test('a row that goes before the times are asked is not due, also where every row has a time', () => {
  const held = new StateMultiMap({
    name: 'timed',
    keys: [],
    values: [{ name: 'time', type: LONG, nullable: false }],
    time: 0,
  });
  const [gone, stays] = [add(held, 0, 5n), add(held, 0, 6n)];
  held.remove(gone);
  expect([...held.due(10)]).toEqual([stays]);
});
