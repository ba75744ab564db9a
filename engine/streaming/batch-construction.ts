import type { Changelog } from '../state/changelog.ts';
import type { BatchTimer } from './batch-timer.ts';
import type { Checkpoint } from './checkpoint/checkpoint.ts';
import type { OffsetEntry } from './checkpoint/log-entry.ts';
import type { ConstructedBatch } from './checkpoint/resume-point.ts';
import type { QueryOptions } from './query-options.ts';
import { anyNew, type Offsets, type StreamSources } from './stream-sources.ts';
import type { WatermarkPropagator } from './watermark-propagation.ts';

const NO_DATA_BATCHES = 'spark.sql.streaming.noDataMicroBatches.enabled';
const POLICY = 'spark.sql.streaming.multipleWatermarkPolicy';

export type WatermarkPolicy = 'min' | 'max';

/** The policy of a query: what its first batch began with, however the settings are now. */
export function watermarkPolicy(checkpoint: Checkpoint, conf: QueryOptions['conf']): WatermarkPolicy {
  const last = checkpoint.batches('offsets').at(-1);
  const recorded = last === undefined ? undefined : checkpoint.offsetsOf(last)!.conf[POLICY];
  return (recorded ?? conf[POLICY]) === 'max' ? 'max' : 'min';
}

/** Where a query stands between two batches. */
export interface BatchPosition {
  /** Number of the batch to come. */
  readonly batchId: number;
  /** Ends of the last batch. */
  readonly committed: Offsets;
  /** Watermark of the last batch, null when there is none or it runs again. */
  readonly lastWatermarkMs: number | null;
  /** Watermark that the batch to come would have. */
  readonly watermarkMs: number;
}

/** Decides whether a batch is due, and what it takes; what it decided is in `offsets/N`. */
export class BatchConstruction {
  private readonly options: QueryOptions;
  private readonly policy: WatermarkPolicy;
  private readonly propagator: WatermarkPropagator;
  private readonly changelog: Changelog;

  constructor(options: QueryOptions, policy: WatermarkPolicy, propagator: WatermarkPropagator, changelog: Changelog) {
    this.options = options;
    this.policy = policy;
    this.propagator = propagator;
    this.changelog = changelog;
  }

  /**
   * @param asking called before each source is asked, with its description
   * @returns null when there is nothing to do
   */
  async next(
    at: BatchPosition,
    sources: StreamSources,
    limited: boolean,
    timer: BatchTimer,
    asking: (source: string) => void,
  ): Promise<ConstructedBatch | null> {
    const { checkpoint, clock } = this.options;
    const { batchId, committed } = at;
    const ends = await timer.time('latestOffset', () => sources.latestOffsets(committed, limited, asking));
    const hasData = anyNew(committed, ends);
    if (!hasData && !this.needsNoDataBatch(at)) {
      await checkpoint.keepNotes(batchId, this.changelog);
      return null;
    }
    const entry: OffsetEntry = {
      batchWatermarkMs: at.watermarkMs,
      batchTimestampMs: clock.now(),
      conf: { 'spark.sql.shuffle.partitions': '1', [POLICY]: this.policy },
      offsets: ends.map((end, i) => end ?? committed[i] ?? null),
    };
    timer.timeSync('walCommit', () => checkpoint.decide(batchId, entry, this.changelog));
    return { batchId, entry, hasData, repeated: null, origin: 'planned' };
  }

  /** A batch without rows runs when an operator has something to do at the watermark that it would have. */
  private needsNoDataBatch({ lastWatermarkMs, watermarkMs }: BatchPosition): boolean {
    const { trigger, conf, clock } = this.options;
    if (trigger.kind === 'once' || conf[NO_DATA_BATCHES] === 'false') return false;
    return lastWatermarkMs !== null && this.propagator.wantsBatch(lastWatermarkMs, watermarkMs, clock.now());
  }
}
