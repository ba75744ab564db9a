import { emptyStats, type WatermarkStats } from '../codegen/watermark-stats.ts';
import type { Interner } from '../columnar/interner.ts';
import { BLOCK_ROWS } from '../columnar/take.ts';
import type { RecordBatch } from '../columnar/vector.ts';
import type { BatchRun, ObservedMetrics } from '../operators/physical-node.ts';
import type { StatefulOperator } from '../operators/stateful-operator.ts';
import type { Offset, ReadContext, ReadMetrics } from '../spi/source.ts';
import type { BatchTimer } from './batch-timer.ts';
import type { ConstructedBatch } from './checkpoint/resume-point.ts';
import type { FutureWatermark } from './future-watermark.ts';
import type { InputDigests } from './input-digests.ts';
import type { QueryOptions } from './query-options.ts';
import { sameOffset, type Offsets, type StreamSources } from './stream-sources.ts';
import type { WatermarkPropagator } from './watermark-propagation.ts';

/** What running the plan over a batch gave. */
export interface Computed {
  readonly batches: readonly RecordBatch[];
  /** By source. */
  readonly rowsIn: readonly number[];
  readonly malformed: number;
  /** What the watermark nodes saw, by slot. */
  readonly seen: readonly WatermarkStats[];
  readonly lateMicros: number;
  readonly observed: readonly ObservedMetrics[];
}

/** What a query computes its batches with. */
export interface ComputationServices {
  readonly options: QueryOptions;
  readonly interner: Interner;
  readonly propagator: WatermarkPropagator;
  readonly future: FutureWatermark;
  readonly signal: AbortSignal;
}

/** One batch, from the sources to the rows for its sink; state changes in memory only. */
export class BatchComputation {
  private readonly services: ComputationServices;
  private readonly batch: ConstructedBatch;
  private readonly starts: Offsets;
  private readonly sources: StreamSources;
  private readonly timer: BatchTimer;
  private readonly inputs: InputDigests;
  private readonly rowsIn: number[];
  private readonly metrics: ReadMetrics = { malformed: 0, bytes: 0 };
  private readonly observed: ObservedMetrics[] = [];
  private readonly read: Omit<ReadContext, 'columns' | 'seen'>;

  /** @param inputs take what the sources say of what they read */
  constructor(
    services: ComputationServices,
    batch: ConstructedBatch,
    starts: Offsets,
    sources: StreamSources,
    timer: BatchTimer,
    inputs: InputDigests,
  ) {
    const { options, interner, signal } = services;
    this.services = services;
    this.batch = batch;
    this.starts = starts;
    this.sources = sources;
    this.timer = timer;
    this.inputs = inputs;
    this.rowsIn = options.plan.streams.map(() => 0);
    this.read = { interner, metrics: this.metrics, signal, blockRows: BLOCK_ROWS, limit: Infinity };
  }

  /** @param lateMs the watermark that lateness is judged by, null without one */
  async compute(lateMs: number | null): Promise<Computed> {
    const { plan } = this.services.options;
    const lateMicros = lateMs === null ? -Infinity : lateMs * 1000;
    const seen = plan.watermarks.map(emptyStats);
    const run = this.run(lateMs ?? this.batch.entry.batchWatermarkMs, lateMicros, seen);
    const batches: RecordBatch[] = [];
    for await (const out of plan.root.execute(run)) batches.push(out);
    return {
      batches,
      rowsIn: this.rowsIn,
      malformed: this.metrics.malformed,
      seen,
      lateMicros,
      observed: this.observed,
    };
  }

  private run(lateMs: number, lateMicros: number, seen: WatermarkStats[]): BatchRun {
    const { options, interner, propagator, future, signal } = this.services;
    const { batchTimestampMs, batchWatermarkMs } = this.batch.entry;
    const [late, evict] = [propagator.at(lateMs), propagator.at(batchWatermarkMs)];
    return {
      context: {
        runtime: {
          interner,
          nowMicros: BigInt(batchTimestampMs) * 1000n,
          random: options.random,
          lateMicros,
          watermarks: seen,
          farMicros: future.farMicros,
        },
        streaming: true,
        mode: options.mode,
        isFirstBatch: this.batch.batchId === 0,
        checkpoint: () => {
          signal.throwIfAborted();
          return options.breathe();
        },
      },
      watermarkOf: (operator: StatefulOperator) => ({
        lateMicros: late.get(operator)!,
        evictMicros: evict.get(operator)!,
      }),
      callUser: options.callUser,
      observed: (metrics) => void this.observed.push(metrics),
      scan: (reader, columns, limit) => reader.read({ ...this.read, columns, limit }),
      scanStream: (slot, columns) => this.readSource(slot, columns),
      cutStream: async (slot) => {
        const part = this.partOf(slot);
        return part === null ? null : this.sources.cut(slot, part.start, part.end);
      },
      memory: null,
      done: () => {},
      tookStream: (slot, inputs, { rows, malformed }) => {
        inputs.forEach(this.inputs.of(slot));
        this.rowsIn[slot]! += rows;
        this.metrics.malformed += malformed;
      },
      signal,
    };
  }

  /** What the batch has of a source, null when that is nothing. */
  private partOf(slot: number): { readonly start: Offset | null; readonly end: Offset } | null {
    const start = this.starts[slot] ?? null;
    const end = this.batch.entry.offsets[slot] ?? null;
    return end === null || sameOffset(start, end) ? null : { start, end };
  }

  private async *readSource(slot: number, columns: readonly string[]): AsyncIterable<RecordBatch> {
    const part = this.partOf(slot);
    if (part === null) return;
    const context = { ...this.read, columns, seen: this.inputs.of(slot) };
    const rows = this.sources.read(slot, part.start, part.end, context)[Symbol.asyncIterator]();
    for (;;) {
      const next = await this.timer.time('getBatch', () => rows.next());
      if (next.done === true) return;
      this.rowsIn[slot]! += next.value.length;
      yield next.value;
    }
  }
}
