import { takeRows } from '../columnar/take.ts';
import { scalarAt, type RecordBatch, type Scalar } from '../columnar/vector.ts';
import type { Attribute } from '../expressions/typed.ts';
import { StateStore, WHOLE } from '../state/state-store.ts';
import { setStateScalar } from '../state/state-column.ts';
import { LONG } from '../types/data-type.ts';
import { emptyMetrics, type BatchContext, type OperatorMetrics } from './batch-context.ts';
import { flattenKeys } from './key-columns.ts';
import { keyReader } from './key-reader.ts';

/**
 * Keeps the first row of each key. With event time among the keys a key is forgotten when the watermark passes it;
 * `withinWatermark` forgets it one delay after its first row.
 */
export class DeduplicateOperator {
  readonly output: readonly Attribute[];
  readonly state: StateStore;
  private readonly keys: readonly Attribute[];
  private readonly positions: readonly number[];
  private readonly withinWatermark: boolean;
  /** Position of the watermarked column in the input, -1 without one. */
  private readonly time: number;
  private readonly timeKey: number;
  private metrics: OperatorMetrics = emptyMetrics('dedupe');

  constructor(input: readonly Attribute[], keys: readonly Attribute[], withinWatermark: boolean) {
    this.output = input;
    this.keys = keys;
    this.positions = keys.map((k) => input.findIndex((a) => a.id === k.id));
    this.withinWatermark = withinWatermark;
    const inKeys = keys.findIndex((k) => k.watermarkDelay !== undefined);
    this.time = inKeys >= 0 ? this.positions[inKeys]! : input.findIndex((a) => a.watermarkDelay !== undefined);
    // A window is over at its end, the last of its flat columns.
    const last = inKeys < 0 ? 0 : flattenKeys(keys.slice(0, inKeys + 1)).length - 1;
    this.timeKey = withinWatermark || inKeys < 0 ? -1 : last;
    this.state = new StateStore({
      keys: flattenKeys(keys),
      values: withinWatermark ? [{ name: 'expiresAtMicros', type: LONG, nullable: false }] : [],
      bucket: [],
    });
  }

  beginBatch(): void {
    this.state.beginBatch();
    this.metrics = emptyMetrics(this.withinWatermark ? 'dedupeWithinWatermark' : 'dedupe');
    this.metrics.custom['numDroppedDuplicateRows'] = 0;
  }

  /** The rows of the batch whose key is new. */
  add(batch: RecordBatch, context: BatchContext): RecordBatch {
    const table = this.state.table(WHOLE);
    const read = keyReader(batch, this.keys, this.positions, context.runtime.interner);
    const time = this.time < 0 ? null : batch.columns[this.time]!;
    const delay = this.withinWatermark ? this.output[this.time]!.watermarkDelay! : 0n;
    const kept: number[] = [];
    const key: Scalar[] = [];
    let duplicates = 0;
    for (let row = 0; row < batch.length; row++) {
      const at = time === null ? null : eventTime(scalarAt(time, row));
      if (at !== null && context.streaming && Number(at) <= context.lateMicros) {
        this.metrics.droppedByWatermark++;
        continue;
      }
      read(row, key);
      if (table.find(key) >= 0) {
        duplicates++;
        continue;
      }
      const added = table.upsert(key);
      if (this.withinWatermark) setStateScalar(table.values[0]!, added, (at ?? 0n) + delay);
      kept.push(row);
    }
    this.metrics.custom['numDroppedDuplicateRows']! += duplicates;
    return kept.length === batch.length ? batch : takeRows(batch, Int32Array.from(kept));
  }

  finishBatch(context: BatchContext): OperatorMetrics {
    const { metrics } = this;
    metrics.lateRows = metrics.droppedByWatermark;
    metrics.rowsUpdated = this.state.changed;
    if (context.streaming) metrics.rowsRemoved = this.evict(context.evictMicros);
    metrics.rowsTotal = this.state.rows;
    metrics.memoryBytes = this.state.bytes;
    return metrics;
  }

  private evict(evictMicros: number): number {
    const table = this.state.table(WHOLE);
    const column = this.withinWatermark ? table.values[0] : this.timeKey < 0 ? undefined : table.keys[this.timeKey];
    if (column === undefined || evictMicros === -Infinity) return 0;
    const keep = new Uint8Array(table.count);
    let removed = 0;
    for (let row = 0; row < table.count; row++) {
      const isNull = column.valid !== null && column.valid[row] === 0;
      if (isNull || Number(column.data[row] as bigint) > evictMicros) keep[row] = 1;
      else removed++;
    }
    if (removed > 0) this.state.retain(WHOLE, keep);
    return removed;
  }
}

/** The event time of a value: a window's end, or the timestamp itself. */
const eventTime = (value: Scalar): bigint | null =>
  Array.isArray(value) ? (value[1] as bigint) : (value as bigint | null);
