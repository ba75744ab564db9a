import fc from 'fast-check';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Interner } from '../../../engine/columnar/interner.ts';
import { nodeFileSystem } from '../../../engine/runtime/node-file-system.ts';
import { ChangelogHistory } from '../../../engine/state/changelog-history.ts';
import { Changelog } from '../../../engine/state/changelog.ts';
import { setStateScalar } from '../../../engine/state/state-column.ts';
import { StateStore, type StateSchema } from '../../../engine/state/state-store.ts';
import type { StateTable } from '../../../engine/state/state-table.ts';
import { DOUBLE, INTEGER, LONG, STRING, type DataType } from '../../../engine/types/data-type.ts';

const fileSystem = nodeFileSystem();
let root: string;
let folders = 0;
beforeAll(() => void (root = mkdtempSync(join(tmpdir(), 'millrace-changelog-'))));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** A folder of its own. */
function folder(): string {
  const path = join(root, `${folders++}`);
  fileSystem.makeDirectory(path);
  return path;
}

const field = (name: string, type: DataType): StateSchema['keys'][number] => ({ name, type, nullable: true });
const SCHEMA: StateSchema = {
  keys: [field('text', STRING), field('whole', LONG)],
  values: [field('count', INTEGER), field('mean', DOUBLE), field('last', STRING)],
  bucket: [],
};

type Key = readonly [text: string | null, whole: bigint | null];
interface Put {
  readonly put: Key;
  readonly count: number | null;
  readonly last: string | null;
  readonly bucket: string;
}
type Change = Put | { readonly remove: number; readonly bucket: string } | { readonly drop: string };

/** State that lives as long as one run of a query. */
class Run {
  readonly interner = new Interner(8);
  readonly store = new StateStore(SCHEMA);
  readonly log: Changelog;

  constructor(directory: string, durable = false) {
    this.log = new Changelog(fileSystem, directory, [this.store], this.interner, durable);
  }

  apply(changes: readonly Change[]): void {
    this.store.beginBatch();
    for (const change of changes) {
      if ('drop' in change) this.store.drop(change.drop);
      else if ('put' in change) this.put(change);
      else {
        // Some by the order of their keys: where rows lie in a table is no part of the state.
        const table = this.store.table(change.bucket);
        const rows = Array.from({ length: table.count }, (_, row) => row);
        const byKey = rows.toSorted((x, y) => (this.keyText(table, x) < this.keyText(table, y) ? -1 : 1));
        const gone = byKey.filter((_, i) => i % change.remove === 0);
        this.store.remove(change.bucket, Int32Array.from(gone).sort());
      }
    }
  }

  private put({ put: [text, whole], count, last, bucket }: Put): void {
    const table = this.store.table(bucket);
    const row = table.upsert([text === null ? -1 : this.interner.intern(text), whole]);
    setStateScalar(table.values[0]!, row, count);
    setStateScalar(table.values[1]!, row, count === null ? null : count / 3);
    setStateScalar(table.values[2]!, row, last);
  }

  private keyText(table: StateTable, row: number): string {
    const [id, whole] = table.keyOf(row) as [number, bigint | null];
    return `${id < 0 ? 'null' : JSON.stringify(this.interner.text(id))},${whole}`;
  }

  /** Everything that is held, as text. */
  contents(): string[] {
    const all: string[] = [];
    for (const [bucket, table] of this.store.tables) {
      for (let row = 0; row < table.count; row++) {
        all.push([bucket, this.keyText(table, row), ...table.valuesOf(row)].map(String).join());
      }
    }
    return all.sort();
  }
}

const inputs = (batch: number) => ({
  rows: batch,
  digests: [`digest ${batch}`, null],
  commit: `v1\n{"batch":${batch}}`,
});

/** State as it is after a batch, read from the disk. */
function restored(directory: string, batch: number): Run {
  const run = new Run(directory);
  run.log.restore(ChangelogHistory.read(fileSystem, directory), batch);
  return run;
}

const bucket = fc.constantFrom('0/10', '10/20', 'all');
const key: fc.Arbitrary<Key> = fc.tuple<[string | null, bigint | null]>(
  fc.option(
    fc.oneof(fc.constantFrom('', 'a', 'b', 'é', 'a longer text'), fc.string({ unit: 'grapheme', maxLength: 5 })),
  ),
  fc.option(fc.oneof(fc.bigInt({ min: -2n, max: 2n }), fc.constantFrom(2n ** 63n - 1n, -(2n ** 63n)))),
);
const change: fc.Arbitrary<Change> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      put: key,
      count: fc.option(fc.integer()),
      last: fc.option(fc.string({ unit: 'grapheme' })),
      bucket,
    }),
  },
  { weight: 1, arbitrary: fc.record({ remove: fc.integer({ min: 1, max: 4 }), bucket }) },
  { weight: 1, arbitrary: fc.record({ drop: bucket }) },
);
const batches = fc.array(fc.array(change, { maxLength: 12 }), { minLength: 1, maxLength: 6 });

describe('the state after each batch', () => {
  test('is read again as it was, by a run that knows nothing but the disk', async () => {
    await fc.assert(
      fc.asyncProperty(batches, async (all) => {
        const directory = folder();
        const run = new Run(directory);
        const after: string[][] = [];
        for (const [batch, changes] of all.entries()) {
          run.apply(changes);
          await run.log.append(batch, inputs(batch), () => {});
          after.push(run.contents());
        }
        run.log.close();
        after.forEach((contents, batch) => expect(restored(directory, batch).contents()).toEqual(contents));
        const history = ChangelogHistory.read(fileSystem, directory);
        all.forEach((_, batch) => expect(history.inputsOf(batch)).toEqual(inputs(batch)));
        expect(history.inputsOf(all.length)).toBeNull();
      }),
      { numRuns: 40 },
    );
  });

  test('is the same when the run starts anew after every batch, and when texts get other numbers in between', async () => {
    await fc.assert(
      fc.asyncProperty(batches, async (all) => {
        const [once, often] = [folder(), folder()];
        const run = new Run(once);
        for (const [batch, changes] of all.entries()) {
          run.apply(changes);
          await run.log.append(batch, inputs(batch), () => {});
          const again = restored(often, batch - 1);
          // numbers of texts belong to a process: here others come first
          again.interner.intern(`another text ${batch}`);
          again.apply(changes);
          await again.log.append(batch, inputs(batch), () => {});
          again.log.close();
          expect(again.contents()).toEqual(run.contents());
        }
        run.log.close();
        const last = all.length - 1;
        expect(restored(often, last).contents()).toEqual(restored(once, last).contents());
      }),
      { numRuns: 25 },
    );
  });

  test('survives a file that is torn at any byte: what was whole before is there, and the next batch goes on behind it', async () => {
    const directory = folder();
    const run = new Run(directory);
    const after: string[][] = [[]];
    const ends: number[] = [];
    for (let batch = 0; batch < 3; batch++) {
      run.apply([{ put: [`key ${batch}`, BigInt(batch)], count: batch, last: null, bucket: 'all' }]);
      await run.log.append(batch, inputs(batch), () => {});
      after.push(run.contents());
      ends.push(ChangelogHistory.read(fileSystem, directory).files[0]!.end);
    }
    run.log.close();
    const name = readdirSync(directory)[0]!;
    const bytes = readFileSync(join(directory, name)).subarray(0, ends[2]);
    for (let cut = 0; cut <= bytes.length; cut++) {
      const torn = folder();
      writeFileSync(join(torn, name), bytes.subarray(0, cut));
      const whole = ends.filter((end) => end <= cut).length;
      const history = ChangelogHistory.read(fileSystem, torn);
      expect([cut, history.lastState(2)]).toEqual([cut, whole - 1]);
      if (cut % 16 !== 0) continue;
      const again = restored(torn, whole - 1);
      expect(again.contents()).toEqual(after[whole]);
      again.apply([{ put: ['more', null], count: 7, last: 'x', bucket: 'all' }]);
      await again.log.append(whole, inputs(whole), () => {});
      again.log.close();
      expect(restored(torn, whole).contents()).toEqual(again.contents());
    }
  });

  test('ends where one byte of a frame is another', async () => {
    const directory = folder();
    const run = new Run(directory);
    for (let batch = 0; batch < 2; batch++) {
      run.apply([{ put: ['k', 1n], count: batch, last: 'v', bucket: 'all' }]);
      await run.log.append(batch, inputs(batch), () => {});
    }
    run.log.close();
    const [file] = ChangelogHistory.read(fileSystem, directory).files;
    const bytes = readFileSync(file!.path);
    const first = file!.end - file!.frames[1]!.payload.length - 16;
    for (let at = first; at < file!.end; at++) {
      const damaged = Buffer.from(bytes);
      damaged[at]! ^= 0x10;
      writeFileSync(file!.path, damaged);
      expect([at, ChangelogHistory.read(fileSystem, directory).lastState(1)]).toEqual([at, 0]);
    }
  });
});

describe('a batch that runs again', () => {
  test('counts as it ran last', async () => {
    const directory = folder();
    const first = new Run(directory);
    first.apply([{ put: ['a', 1n], count: 1, last: null, bucket: 'all' }]);
    await first.log.append(0, inputs(0), () => {});
    first.apply([{ put: ['b', 1n], count: 2, last: null, bucket: 'all' }]);
    await first.log.append(1, inputs(1), () => {});
    first.log.close();
    // batch 1 did not commit
    const second = restored(directory, 0);
    second.apply([{ put: ['c', 1n], count: 3, last: null, bucket: 'all' }]);
    await second.log.append(1, { rows: 99, digests: [], commit: 'other' }, () => {});
    second.log.close();
    expect(restored(directory, 1).contents()).toEqual(second.contents());
    expect(ChangelogHistory.read(fileSystem, directory).inputsOf(1)?.rows).toBe(99);
  });
});

describe('a file that begins with everything', () => {
  test('comes when texts get other numbers, and the one before stays until it has a successor', async () => {
    const directory = folder();
    const run = new Run(directory);
    for (let batch = 0; batch < 4; batch++) {
      run.apply([{ put: [`text ${batch}`, 0n], count: batch, last: 'v', bucket: 'all' }]);
      if (batch > 0) run.interner.generation++;
      await run.log.append(batch, inputs(batch), () => {});
    }
    run.log.close();
    expect(readdirSync(directory).sort()).toEqual(['changelog-2', 'changelog-3']);
    const history = ChangelogHistory.read(fileSystem, directory);
    expect(history.files.map(({ first }) => first)).toEqual([2, 3]);
    for (const batch of [2, 3]) expect(restored(directory, batch).store.rows).toBe(batch + 1);
  });

  test('keeps digests of the small files of the checkpoint, and forgets those that are gone', async () => {
    const directory = folder();
    const run = new Run(directory);
    run.log.plan(0, [{ path: 'offsets/0', text: 'first' }]);
    run.apply([]);
    await run.log.append(0, inputs(0), () => {});
    run.log.plan(1, [{ path: 'offsets/1', text: 'second' }]);
    run.log.forget('offsets/0');
    run.interner.generation++;
    run.apply([{ put: ['k', 1n], count: 1, last: null, bucket: 'all' }]);
    await run.log.append(1, inputs(1), () => {});
    run.log.close();
    const history = ChangelogHistory.read(fileSystem, directory);
    expect(history.lastPlan).toBe(1);
    const { digest } = history.smallFiles().get('offsets/1')!;
    fileSystem.remove(join(directory, 'changelog-0'));
    const kept = ChangelogHistory.read(fileSystem, directory).smallFiles();
    expect([...kept]).toEqual([['offsets/1', { batchId: 1, text: null, digest }]]);
  });
});

test('a folder without a changelog is a history of nothing', () => {
  const history = ChangelogHistory.read(fileSystem, folder());
  expect([history.files, history.lastPlan, history.lastState(5), history.inputsOf(0)]).toEqual([[], -1, -1, null]);
});

test('state of another version of the engine is refused by its file, and not taken for damage', () => {
  const directory = folder();
  writeFileSync(join(directory, 'changelog-0'), 'MRL2 and what it held');
  expect(() => ChangelogHistory.read(fileSystem, directory)).toThrow(
    /CHECKPOINT_OF_OTHER_VERSION\] .*changelog-0 holds state as another version of Millrace writes it/,
  );
});
