import { Interner } from '../../engine/columnar/interner.ts';
import type { OpenFile } from '../../engine/spi/file-store.ts';
import { isOfOtherVersion } from '../../engine/state/changelog-frame.ts';
import { otherVersion } from '../../engine/state/changelog-history.ts';
import { readState } from '../../engine/state/frame.ts';
import type { KeyWatcher, LoggedSchema, StepReader } from '../../engine/state/logged-state.ts';
import { SkippedState } from '../../engine/state/skipped-state.ts';
import { payloadOf, stateFrames, type FramePlace } from '../../engine/state/stored-frames.ts';
import { heldTable, type HeldTable } from './held-table.ts';
import { noStateOfBatch } from './state-errors.ts';
import type { StoredCheckpoint } from './stored-checkpoint.ts';

/** So often a file is looked for that the query, which is running, takes away before it is open. */
const TRIES = 3;

/** One table of a checkpoint, rebuilt batch by batch: of the changelog one frame at a time is held, of other tables nothing. */
export class Replay {
  readonly first: number;
  readonly table: HeldTable;
  private readonly checkpoint: StoredCheckpoint;
  private readonly file: OpenFile;
  private readonly frames: readonly FramePlace[];
  private readonly steps: readonly StepReader[];
  private readonly interner: Interner;
  private readonly ids: number[] = [];
  private next = 0;

  private constructor(
    checkpoint: StoredCheckpoint,
    file: OpenFile,
    first: number,
    frames: readonly FramePlace[],
    tables: readonly LoggedSchema[],
    wanted: number,
    interner: Interner,
  ) {
    this.checkpoint = checkpoint;
    this.file = file;
    this.first = first;
    this.frames = frames;
    this.interner = interner;
    this.table = heldTable(tables[wanted]!, interner);
    this.steps = tables.map((schema, i) => (i === wanted ? this.table.steps : new SkippedState(schema)));
  }

  /**
   * Opens the file that leads to the state after a batch.
   *
   * @param tables of all operators, in the order of the changelog
   * @param wanted which of them is rebuilt
   * @param snapshot the batch with which the file must begin; null for the last that begins in time
   * @param interner holds the texts of keys
   * @throws ExternalError CANNOT_LOAD_STATE_STORE.UNCATEGORIZED when no file leads there
   */
  static async open(
    checkpoint: StoredCheckpoint,
    tables: readonly LoggedSchema[],
    wanted: number,
    batchId: number,
    snapshot: number | null = null,
    interner: Interner = new Interner(),
  ): Promise<Replay> {
    for (let attempt = 1; ; attempt++) {
      const begun = (await checkpoint.changelogs()).filter((first) => first <= batchId);
      const first = snapshot === null ? begun.at(-1) : begun.find((each) => each === snapshot);
      if (first === undefined) throw noStateOfBatch(checkpoint.directory, batchId, cureOf(begun, snapshot));
      const file = await checkpoint.openChangelog(first);
      if (file !== null) {
        try {
          const frames = await checkedFrames(checkpoint, file, first, batchId);
          return new Replay(checkpoint, file, first, frames, tables, wanted, interner);
        } catch (error) {
          await file.close();
          throw error;
        }
      }
      if (attempt === TRIES) throw noStateOfBatch(checkpoint.directory, batchId, 'Read it again.');
    }
  }

  /** Takes the next batch. @returns its number, null when there is no further one */
  async step(changes?: KeyWatcher): Promise<number | null> {
    const frame = this.frames[this.next];
    if (frame === undefined) return null;
    const payload = await payloadOf(this.file, frame);
    if (payload === null) throw noStateOfBatch(this.checkpoint.directory, frame.batchId, DAMAGED);
    readState(payload, this.steps, this.interner, this.ids, changes);
    this.next++;
    return frame.batchId;
  }

  /** Takes all batches up to one. */
  async stepTo(batchId: number, signal: AbortSignal): Promise<void> {
    while ((this.frames[this.next]?.batchId ?? Infinity) <= batchId) {
      signal.throwIfAborted();
      await this.step();
    }
  }

  close(): Promise<void> {
    return this.file.close();
  }
}

/** The frames of a file from its first batch up to one, none of which may be missing. */
async function checkedFrames(
  checkpoint: StoredCheckpoint,
  file: OpenFile,
  first: number,
  batchId: number,
): Promise<readonly FramePlace[]> {
  const begin = new Uint8Array(4);
  await file.read(begin, 0);
  if (isOfOtherVersion(begin)) throw otherVersion(checkpoint.changelogPath(first));
  const frames = await stateFrames(file, batchId);
  if (frames.length === batchId - first + 1) return frames;
  throw noStateOfBatch(checkpoint.directory, batchId, DAMAGED);
}

const DAMAGED = 'A file of it is missing, torn or damaged: restore the checkpoint from a copy.';

function cureOf(begun: readonly number[], snapshot: number | null): string {
  if (snapshot === null) return 'It keeps its newest files alone: ask for a later batch.';
  return begun.length === 0
    ? 'There is no snapshot before that batch: leave out the snapshot options.'
    : `Its snapshots are of the batches ${begun.join(', ')}: give one of them, or leave out the snapshot options.`;
}
