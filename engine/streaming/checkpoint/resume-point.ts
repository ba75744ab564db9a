import type { InputRecord } from '../../state/changelog-history.ts';
import { AnalysisError, ExternalError } from '../../types/errors.ts';
import { anyNew, type Offsets } from '../stream-sources.ts';
import { damagedFile } from './checkpoint-damage.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { OffsetEntry } from './log-entry.ts';

/** A batch that was decided on: its offsets are in the log. */
export interface ConstructedBatch {
  readonly batchId: number;
  readonly entry: OffsetEntry;
  readonly hasData: boolean;
  /** What it read when it ran before a crash. */
  readonly repeated: InputRecord | null;
  /** Whether the changelog knows of it too; if not, a power cut took what we noted, or another engine decided on it. */
  readonly origin: 'planned' | 'unplanned' | 'foreign';
}

/** Where a query goes on. */
export interface ResumePoint {
  /** The last batch that is done, -1 when there is none. */
  readonly committedId: number;
  /** Its ends. */
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
 * committed. Reads and decides; changes nothing.
 *
 * Structured Streaming Programming Guide, "Recovering from Failures with Checkpointing".
 *
 * @param stateful whether the query keeps state
 * @param undecided whether the last batch without a commit is to be forgotten
 * @throws ExternalError CHECKPOINT_FILE_CORRUPT when the logs contradict each other
 */
export function resumePoint(
  checkpoint: Checkpoint,
  sources: number,
  stateful: boolean,
  undecided = false,
): ResumePoint {
  const committedId = checkpoint.batches('commits').at(-1) ?? -1;
  const batchId = undecided ? committedId : (checkpoint.batches('offsets').at(-1) ?? -1);
  if (batchId > committedId + 1) throw missing(checkpoint, `commits/${committedId + 1}`, batchId);
  if (batchId < committedId) throw missing(checkpoint, `offsets/${committedId}`, committedId);
  checkState(checkpoint, committedId, stateful);
  const none: Offsets = Array.from({ length: sources }, () => null);
  const last = committedId < 0 ? null : checkpoint.offsetsOf(committedId);
  if (committedId >= 0 && last === null) throw missing(checkpoint, `offsets/${committedId}`, committedId);
  const committed = last?.offsets ?? none;
  if (batchId === committedId) {
    const next = last === null ? 0 : checkpoint.commitOf(batchId)!.nextBatchWatermarkMs;
    return {
      committedId,
      committed,
      watermarkMs: Math.max(last?.batchWatermarkMs ?? 0, next),
      previousWatermarkMs: last?.batchWatermarkMs ?? 0,
      lastWatermarkMs: last?.batchWatermarkMs ?? null,
      pending: null,
    };
  }
  const entry = checkpoint.offsetsOf(batchId)!;
  return {
    committedId,
    committed,
    watermarkMs: entry.batchWatermarkMs,
    previousWatermarkMs: last?.batchWatermarkMs ?? 0,
    lastWatermarkMs: null,
    pending: {
      batchId,
      entry,
      hasData: anyNew(committed, entry.offsets),
      repeated: checkpoint.history.inputsOf(batchId),
      origin: checkpoint.knows(`offsets/${batchId}`) ? 'planned' : isOurs(entry) ? 'unplanned' : 'foreign',
    },
  };
}

/**
 * The changelog must lead to the last commit. It does not where Spark has gone on from the checkpoint: then its offsets are
 * in Spark's words, and a query without state goes on behind them.
 */
function checkState(checkpoint: Checkpoint, committedId: number, stateful: boolean): void {
  const { history } = checkpoint;
  const reached = history.lastState(committedId);
  if (reached >= committedId) return;
  const entry = checkpoint.offsetsOf(committedId);
  const file = history.fileOf(committedId)?.path ?? checkpoint.full('millrace/changelog-*');
  if (entry !== null && !isOurs(entry)) {
    if (stateful) throw othersWentOn(checkpoint.directory, reached, committedId);
    return;
  }
  throw damagedFile(
    file,
    `does not lead to the state of batch ${committedId}, the last that is done: it is missing, torn or damaged`,
    'Restore the checkpoint from a copy, or choose a new checkpointLocation to start over; the query is not restarted from zero by itself.',
  );
}

/** Spark writes many settings beside the offsets, this engine these. */
const OUR_CONF = new Set(['spark.sql.shuffle.partitions', 'spark.sql.streaming.multipleWatermarkPolicy']);
const isOurs = ({ conf }: OffsetEntry): boolean => Object.keys(conf).every((name) => OUR_CONF.has(name));

/** A query must have the sources that its checkpoint has offsets of. */
export function checkSourceCount(checkpoint: Checkpoint, now: number): void {
  const last = checkpoint.batches('offsets').at(-1);
  const then = last === undefined ? now : checkpoint.offsetsOf(last)!.offsets.length;
  if (then === now) return;
  throw new AnalysisError({
    condition: 'java.lang.AssertionError',
    message: `There are [${then}] sources in the checkpoint offsets and now there are [${now}] sources requested by the query. Cannot continue.`,
    hint: 'The sources of a query cannot change between restarts: choose a new checkpointLocation.',
  });
}

const missing = (checkpoint: Checkpoint, path: string, batchId: number): ExternalError =>
  damagedFile(checkpoint.full(path), `is missing, though batch ${batchId} is in the logs`);

const othersWentOn = (directory: string, reached: number, committedId: number): ExternalError =>
  new ExternalError({
    condition: 'CHECKPOINT_STATE_NOT_OURS',
    message: `The checkpoint ${directory} was continued by another engine: its state of batch ${committedId} is not Millrace's, whose own ends at batch ${reached}.`,
    hint: 'Only a query without state can go to another engine and come back: go on with that engine, or choose a new checkpointLocation.',
  });
