import { Interner } from '../../engine/columnar/interner.ts';
import type { Scalar } from '../../engine/columnar/vector.ts';
import type { LoggedSchema } from '../../engine/state/logged-state.ts';
import type { HeldRow, HeldTable } from './held-table.ts';
import { Replay } from './replay.ts';
import type { Shown, ShownState } from './shown-state.ts';
import { noStateOfBatch } from './state-errors.ts';
import type { StoredCheckpoint } from './stored-checkpoint.ts';

/** Spark's words; it appends to lists alone. */
type ChangeType = 'update' | 'append' | 'delete';

export type Change = readonly [batchId: number, type: ChangeType, key: Scalar, columns: readonly Scalar[]];

interface Entry {
  readonly key: Scalar;
  readonly shown: Shown;
}

/** What is shown of one key, by what tells it apart. */
type Entries = ReadonlyMap<string, Entry>;

/** A file of the changelog, and up to which batch it is read. */
interface Segment {
  readonly first: number;
  readonly last: number;
}

/** What batches changed in one table of state, batch by batch. */
export class ChangeFeed {
  private readonly checkpoint: StoredCheckpoint;
  private readonly tables: readonly LoggedSchema[];
  private readonly wanted: number;
  private readonly state: ShownState;
  private readonly interner = new Interner();

  /** @param wanted which of the tables it is of */
  constructor(checkpoint: StoredCheckpoint, tables: readonly LoggedSchema[], wanted: number, state: ShownState) {
    this.checkpoint = checkpoint;
    this.tables = tables;
    this.wanted = wanted;
    this.state = state;
  }

  /** @throws ExternalError CANNOT_LOAD_STATE_STORE.UNCATEGORIZED when the changelog begins too late */
  async *read(start: number, end: number, signal: AbortSignal): AsyncGenerator<Change> {
    let before: Replay | null = null;
    try {
      for (const { first, last } of await this.segments(start, end)) {
        const replay: Replay = await Replay.open(this.checkpoint, this.tables, this.wanted, last, first, this.interner);
        try {
          // A file begins with everything, so that what its first batch changed is seen beside the file before.
          if (before !== null) {
            await replay.step();
            yield* this.differences(first, before.table, replay.table);
          } else await replay.stepTo(start - 1, signal);
          yield* this.rest(replay, signal);
        } finally {
          await before?.close();
          before = replay;
        }
      }
    } finally {
      await before?.close();
    }
  }

  private async segments(start: number, end: number): Promise<Segment[]> {
    const begun = (await this.checkpoint.changelogs()).filter((first) => first <= end);
    const segments = begun.map((first, i) => ({ first, last: (begun[i + 1] ?? end + 1) - 1 }));
    const before = Math.max(start - 1, 0);
    if (begun[0] === undefined || begun[0] > before) {
      const cure = `Its changes are known from batch ${(begun[0] ?? 0) + 1} on: give a later changeStartBatchId.`;
      throw noStateOfBatch(this.checkpoint.directory, before, cure);
    }
    return segments.filter(({ last }) => last >= before);
  }

  private async *rest(replay: Replay, signal: AbortSignal): AsyncGenerator<Change> {
    const { table } = replay;
    const { each } = this.state.view;
    const entriesOf = this.entriesOf(table);
    // Where a key has one row it was written down because a batch put it, if only as it was.
    const wasPut = table.schema.many !== true;
    for (;;) {
      signal.throwIfAborted();
      const touched = new Map<string, { key: readonly Scalar[]; bucket: string; before: Entries }>();
      const batchId = await replay.step((key, bucket) => {
        const id = `${bucket} ${key.join()}`;
        if (!touched.has(id)) touched.set(id, { key, bucket, before: entriesOf(table.rowsOf(key, bucket, each)) });
      });
      if (batchId === null) return;
      for (const { key, bucket, before } of touched.values())
        yield* this.changes(batchId, before, entriesOf(table.rowsOf(key, bucket, each)), wasPut);
    }
  }

  /** What is different in two tables of the same texts. */
  private *differences(batchId: number, from: HeldTable, to: HeldTable): Iterable<Change> {
    const { each } = this.state.view;
    const [before, after] = [this.entriesOf(from), this.entriesOf(to)];
    for (const { key, bucket } of from.rows('key'))
      yield* this.changes(batchId, before(from.rowsOf(key, bucket, each)), after(to.rowsOf(key, bucket, each)), false);
    for (const { key, bucket } of to.rows('key')) {
      const [held] = from.rowsOf(key, bucket, 'key');
      if (held === undefined) yield* this.changes(batchId, new Map(), after(to.rowsOf(key, bucket, each)), false);
    }
  }

  private entriesOf(table: HeldTable): (rows: Iterable<HeldRow>) => Entries {
    const keyOf = this.state.keyOf(table);
    const many = table.schema.many === true;
    const rowsOf = this.state.rowsOf(table);
    return (rows) => {
      const entries = new Map<string, Entry>();
      for (const row of rows) {
        const key = keyOf(row);
        for (const shown of rowsOf(row)) entries.set(many ? textOf([key, shown.own]) : '', { key, shown });
      }
      return entries;
    };
  }

  private *changes(batchId: number, before: Entries, after: Entries, wasPut: boolean): Iterable<Change> {
    if (this.state.isFlatList) {
      yield* listChanges(batchId, [...before.values()], [...after.values()]);
      return;
    }
    for (const [id, entry] of after)
      if (wasPut || !isSame(before.get(id), entry)) yield [batchId, 'update', entry.key, entry.shown.columns];
    for (const [id, { key, shown }] of before) if (!after.has(id)) yield [batchId, 'delete', key, shown.gone];
  }
}

/** A list was appended to, or put anew: then its first item is put, and the others appended. */
function* listChanges(batchId: number, before: readonly Entry[], after: readonly Entry[]): Iterable<Change> {
  const [gone] = before;
  if (gone !== undefined && after.length === 0) yield [batchId, 'delete', gone.key, gone.shown.gone];
  const appended = before.every((entry, i) => isSame(after[i], entry));
  for (const [i, { key, shown }] of after.entries())
    if (!appended || i >= before.length) yield [batchId, appended || i > 0 ? 'append' : 'update', key, shown.columns];
}

const isSame = (a: Entry | undefined, b: Entry): boolean =>
  a !== undefined && textOf(a.shown.columns) === textOf(b.shown.columns);

const textOf = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'bigint' || (typeof part === 'number' && !Number.isFinite(part)) ? `${part} ` : part,
  );
