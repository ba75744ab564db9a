import { sliceBatch } from '../columnar/take.ts';
import type { RecordBatch } from '../columnar/vector.ts';
import { StateStore, WHOLE } from '../state/state-store.ts';
import { LONG } from '../types/data-type.ts';
import { emptyMetrics, type BatchContext, type OperatorMetrics } from './batch-context.ts';

/** The first `count` rows after skipping `offset`; over a stream in append mode the first rows ever. */
export class LimitOperator {
  readonly state: StateStore | null;
  private readonly count: number;
  private readonly offset: number;
  private seen = 0;

  constructor(count: number, offset: number, keepsState: boolean) {
    this.count = count;
    this.offset = offset;
    this.state = keepsState
      ? new StateStore({ keys: [], values: [{ name: 'count', type: LONG, nullable: false }], bucket: [] })
      : null;
  }

  beginBatch(): void {
    this.state?.beginBatch();
    this.seen = this.state === null ? 0 : this.stored();
  }

  private stored(): number {
    const table = this.state!.table(WHOLE);
    const row = table.find([]);
    return row < 0 ? 0 : Number((table.values[0]!.data as BigInt64Array)[row]);
  }

  /** `limit(0)`: nothing has to be read. */
  get takesNothing(): boolean {
    return this.count === 0;
  }

  /** Whether no further row can come out. */
  get satisfied(): boolean {
    return this.seen >= this.offset + this.count;
  }

  add(batch: RecordBatch): RecordBatch {
    const from = Math.min(batch.length, Math.max(0, this.offset - this.seen));
    const to = Math.min(batch.length, Math.max(from, this.offset + this.count - this.seen));
    this.seen += this.state === null ? batch.length : to;
    return sliceBatch(batch, from, to);
  }

  finishBatch(_: BatchContext): OperatorMetrics | null {
    if (this.state === null) return null;
    const table = this.state.table(WHOLE);
    const metrics = emptyMetrics('globalLimit');
    if (this.seen > this.stored()) {
      const row = table.upsert([]);
      (table.values[0]!.data as BigInt64Array)[row] = BigInt(this.seen);
      metrics.rowsUpdated = 1;
    }
    metrics.rowsTotal = table.count;
    metrics.memoryBytes = this.state.bytes;
    return metrics;
  }
}
