import { concatBatches } from '../../columnar/concat.ts';
import type { RecordBatch } from '../../columnar/vector.ts';
import type { Attribute } from '../../expressions/typed.ts';
import type { LoggedState } from '../../state/logged-state.ts';
import type { StateView } from '../../state/state-view.ts';
import { RuntimeError } from '../../types/errors.ts';
import { emptyMetrics, type BatchContext } from '../batch-context.ts';
import { eventTimes, partedByTime } from '../event-times.ts';
import { PLAIN_TRACE, type OperatorTrace, type StatefulOperator, type WatermarkMove } from '../stateful-operator.ts';
import type { SessionPlan } from './plan.ts';
import { Sessions } from './sessions.ts';

/**
 * Groups the rows of a stream into sessions, which stay open until the watermark passes their end.
 *
 * Spark's `SessionWindowStateStoreRestoreExec` and `SessionWindowStateStoreSaveExec`.
 */
export class StreamSessions implements StatefulOperator {
  readonly name = 'sessionWindowStateStoreSaveExec';
  readonly stores: readonly LoggedState[];
  readonly views: readonly StateView[];
  private readonly input: readonly Attribute[];
  private readonly session: Attribute;
  private readonly complete: boolean;
  private readonly sessions: Sessions;
  private batches: RecordBatch[] = [];
  private late: RecordBatch[] = [];
  private figures = emptyMetrics(this.name);

  /** @param input what the rows that come are made of */
  constructor(input: readonly Attribute[], plan: SessionPlan, complete: boolean) {
    this.input = input;
    this.session = plan.session;
    this.complete = complete;
    this.sessions = new Sessions(input, plan, plan.aggregates);
    this.stores = [this.sessions.state];
    this.views = [this.sessions.view];
  }

  sources(): readonly string[] {
    return this.sessions.sources();
  }

  /** @throws RuntimeError _LEGACY_ERROR_TEMP_3068 for a stream grouped by nothing but the session, as Spark does */
  beginBatch(): void {
    if (this.sessions.keys.length === 0) throw globalSession();
    this.sessions.state.beginBatch();
    this.batches = [];
    this.late = [];
  }

  /** Spark drops late rows in complete mode too, unlike those of other aggregations. */
  add(batch: RecordBatch, { lateMicros }: BatchContext): null {
    const { inTime, late } = partedByTime(batch, eventTimes(batch, this.input, this.session), lateMicros);
    this.batches.push(inTime);
    if (late !== null) this.late.push(late);
    return null;
  }

  /** What the batch lets out, by output mode; done sessions leave the state. */
  finishBatch(context: BatchContext): RecordBatch {
    const metrics = emptyMetrics(this.name);
    const { sessions, late } = this;
    const { state } = sessions;
    const rows = this.batches.filter(({ length }) => length > 0);
    if (rows.length > 0) metrics.rowsUpdated = sessions.add(concatBatches(rows, rows[0]!.schema), context);
    metrics.lateRows = late.reduce((sum, { length }) => sum + length, 0);
    // Spark counts what it drops once it grouped it.
    metrics.droppedByWatermark = sessions.groups(late, context);
    const out = this.complete ? state.allRows() : state.due(context.evictMicros);
    const output = sessions.output(out, context.runtime.interner);
    if (!this.complete) {
      for (const row of out) state.remove(row);
      metrics.rowsRemoved = out.length;
    }
    metrics.rowsTotal = state.rows;
    metrics.memoryBytes = state.bytes;
    this.figures = metrics;
    return output;
  }

  /** In complete mode nothing is ever done. */
  wantsBatch({ from, to }: WatermarkMove): boolean {
    return !this.complete && to > from;
  }

  outputWatermark(inputMicros: number): number {
    return inputMicros;
  }

  metrics(): typeof this.figures {
    return this.figures;
  }

  trace(): OperatorTrace {
    const { earliest } = this.sessions.state;
    return { ...PLAIN_TRACE, nextWindowEnd: earliest === Infinity ? null : earliest };
  }
}

const globalSession = (): RuntimeError =>
  new RuntimeError({
    condition: '_LEGACY_ERROR_TEMP_3068',
    message: 'Global aggregation with session window in streaming query is not supported.',
    hint: 'Group by another column beside the session.',
  });
