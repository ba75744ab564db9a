import { sliceBatch } from '../../columnar/take.ts';
import type { RecordBatch } from '../../columnar/vector.ts';
import { StateStore, WHOLE } from '../../state/state-store.ts';
import { nothingField, type StateView } from '../../state/state-view.ts';
import { LONG } from '../../types/data-type.ts';
import { emptyMetrics, type OperatorMetrics } from '../batch-context.ts';
import { PLAIN_TRACE, type OperatorTrace, type StatefulOperator } from '../stateful-operator.ts';

/** The first `count` rows after skipping `offset`; over a stream in append mode the first rows ever. */
export class LimitOperator implements StatefulOperator {
  readonly name = 'globalLimit';
  readonly views: readonly StateView[] = [
    {
      storeName: 'default',
      table: 0,
      each: 'row',
      key: [nothingField('key')],
      value: [{ name: 'value', type: LONG, nullable: true, from: { of: 'value', at: 0 } }],
    },
  ];
  readonly state: StateStore | null;
  private readonly count: number;
  private readonly offset: number;
  private seen = 0;
  private updated = 0;

  constructor(count: number, offset: number, keepsState: boolean) {
    this.count = count;
    this.offset = offset;
    this.state = keepsState
      ? new StateStore({ keys: [], values: [{ name: 'count', type: LONG, nullable: false }], bucket: [] })
      : null;
  }

  get stores(): readonly StateStore[] {
    return this.state === null ? [] : [this.state];
  }

  beginBatch(): void {
    this.state?.beginBatch();
    this.seen = this.state === null ? 0 : stored(this.state);
    this.updated = 0;
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

  finishBatch(): null {
    const { state } = this;
    if (state === null || this.seen <= stored(state)) return null;
    const table = state.table(WHOLE);
    const row = table.upsert([]);
    (table.values[0]!.data as BigInt64Array)[row] = BigInt(this.seen);
    this.updated = 1;
    return null;
  }

  /** Time changes nothing for it. */
  wantsBatch(): boolean {
    return false;
  }

  outputWatermark(inputMicros: number): number {
    return inputMicros;
  }

  metrics(): OperatorMetrics {
    const metrics = emptyMetrics(this.name);
    metrics.rowsUpdated = this.updated;
    metrics.rowsTotal = this.state?.rows ?? 0;
    metrics.memoryBytes = this.state?.bytes ?? 0;
    return metrics;
  }

  trace(): OperatorTrace {
    return PLAIN_TRACE;
  }
}

function stored(state: StateStore): number {
  const table = state.table(WHOLE);
  const row = table.find([]);
  return row < 0 ? 0 : Number((table.values[0]!.data as BigInt64Array)[row]);
}
