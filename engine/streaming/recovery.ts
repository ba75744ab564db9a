import type { InputRecord } from '../state/changelog.ts';
import { AnalysisError, ExternalError } from '../types/errors.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { OffsetEntry } from './offset-log.ts';
import { anyNew, type Offsets } from './stream-sources.ts';

/** A batch that was decided on: its offsets are in the log. */
export interface ConstructedBatch {
  readonly batchId: number;
  readonly entry: OffsetEntry;
  readonly hasData: boolean;
  /** What it read when it ran before a crash. */
  readonly repeated: InputRecord | null;
}

/** Where a query goes on. */
export interface ResumePoint {
  /** The next batch. */
  readonly batchId: number;
  /** Ends of the last batch that is done. */
  readonly committed: Offsets;
  readonly watermarkMs: number;
  /** Watermark of the batch before, by which lateness is judged. */
  readonly previousWatermarkMs: number;
  /** Watermark of the last batch that is done, null when there is none or the last one runs again. */
  readonly lastWatermarkMs: number | null;
  /** The last batch, when it was decided on and not committed: it runs again with what it was given. */
  readonly pending: ConstructedBatch | null;
}

/**
 * Where the query of a checkpoint goes on: after its last commit, or with the batch that was decided on and is not
 * committed.
 *
 * Structured Streaming Programming Guide, "Recovering from Failures with Checkpointing".
 *
 * @param recoverState rebuilds the state as it was after a batch; gives what the batch after it read if it ran before
 * @throws ExternalError CHECKPOINT_FILE_CORRUPT when the logs contradict each other
 */
export function resumePoint(
  checkpoint: Checkpoint,
  sources: number,
  recoverState: (committedId: number) => InputRecord | null,
): ResumePoint {
  const { offsets, commits } = checkpoint;
  const last = offsets.latest();
  const lastCommit = commits.latest();
  const committedId = lastCommit?.batchId ?? -1;
  const repeated = recoverState(committedId);
  const none: Offsets = Array.from({ length: sources }, () => null);
  if (last === null) {
    return {
      batchId: 0,
      committed: none,
      watermarkMs: 0,
      previousWatermarkMs: 0,
      lastWatermarkMs: null,
      pending: null,
    };
  }
  const { batchId, entry } = last;
  if (committedId === batchId) {
    return {
      batchId: batchId + 1,
      committed: entry.offsets,
      watermarkMs: Math.max(entry.batchWatermarkMs, lastCommit!.entry.nextBatchWatermarkMs),
      previousWatermarkMs: entry.batchWatermarkMs,
      lastWatermarkMs: entry.batchWatermarkMs,
      pending: null,
    };
  }
  if (committedId !== batchId - 1) throw logsDisagree(checkpoint.directory, batchId, committedId);
  const before = batchId > 0 ? offsets.get(batchId - 1) : null;
  const committed = before?.offsets ?? none;
  return {
    batchId,
    committed,
    watermarkMs: entry.batchWatermarkMs,
    previousWatermarkMs: before?.batchWatermarkMs ?? 0,
    lastWatermarkMs: null,
    pending: { batchId, entry, hasData: anyNew(committed, entry.offsets), repeated },
  };
}

/** A query must have the sources that its checkpoint has offsets of. */
export function checkSourceCount(checkpoint: Checkpoint, now: number): void {
  const then = checkpoint.offsets.latest()?.entry.offsets.length ?? now;
  if (then === now) return;
  throw new AnalysisError({
    condition: 'java.lang.AssertionError',
    message: `There are [${then}] sources in the checkpoint offsets and now there are [${now}] sources requested by the query. Cannot continue.`,
    hint: 'The sources of a query cannot change between restarts: choose a new checkpointLocation.',
  });
}

/** A batch that runs again must read what it read before. */
export function checkReplay(batch: ConstructedBatch, rows: number, digests: readonly (string | null)[]): void {
  const { repeated, batchId } = batch;
  if (repeated === null) return;
  const other = repeated.digests.some((digest, i) => digest !== null && digests[i] !== null && digest !== digests[i]);
  if (rows === repeated.rows && !other) return;
  throw new ExternalError({
    condition: 'SOURCE_REPLAY_DIFFERS',
    message: `Batch ${batchId} ran before with ${repeated.rows} input rows and now its source gives ${rows}${other ? ' of other content' : ''}.`,
    hint: 'The source no longer holds the data of that batch; choose a new checkpointLocation to start over from what it has.',
  });
}

const logsDisagree = (directory: string, offsetId: number, commitId: number): ExternalError =>
  new ExternalError({
    condition: 'CHECKPOINT_FILE_CORRUPT',
    message: `The checkpoint ${directory} is damaged: the newest file of offsets/ is ${offsetId}, the newest of commits/ is ${commitId}.`,
    hint: 'Restore the checkpoint from a copy, or choose a new checkpointLocation to start over.',
  });
