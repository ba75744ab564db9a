import type { Interner } from '../../columnar/interner.ts';
import type { RecordBatch, Vector } from '../../columnar/vector.ts';
import type { Attribute } from '../../expressions/typed.ts';
import {
  setStateScalar,
  stateScalar,
  stateVector,
  type StateColumn,
  type StateField,
} from '../../state/state-column.ts';
import { StateMultiMap } from '../../state/state-multi-map.ts';
import { StateTable } from '../../state/state-table.ts';
import { INTEGER, LONG, struct, type StructType } from '../../types/data-type.ts';
import { RuntimeError } from '../../types/errors.ts';
import type { Origin } from '../../types/origin.ts';
import { resultColumn } from '../aggregate/group-output.ts';
import { TableMerger } from '../aggregate/table-merger.ts';
import { emptyMetrics, type BatchContext } from '../batch-context.ts';
import { flattenKeys, keyVectors } from '../key-columns.ts';
import type { OperatorTrace, StatefulOperator, WatermarkMove } from '../stateful-operator.ts';
import { FoldedRuns } from './folded-runs.ts';
import type { SessionPlan } from './plan.ts';
import { mergedSessions, placeOf, type MergedSessions } from './session-merging.ts';
import { SessionRows } from './session-rows.ts';

const [START, END] = [0, 1] as const;
const NUMBER: StateField = { name: 'session', type: INTEGER, nullable: false };

/**
 * Groups rows whose times are near into sessions, for batch and for streams. The sessions of a key are rows of a
 * multi-map: their start, their end, and the aggregates' slots.
 *
 * Spark's `MergingSessionsExec` and `SessionWindowStateStoreSaveExec`.
 */
export class SessionOperator implements StatefulOperator {
  readonly name = 'sessionWindowStateStoreSaveExec';
  readonly stores: readonly StateMultiMap[];
  private readonly plan: SessionPlan;
  private readonly complete: boolean;
  private readonly keys: readonly Attribute[];
  private readonly sessions: StateMultiMap;
  private readonly rows: SessionRows;
  private readonly runs: FoldedRuns;
  private readonly merger: TableMerger;
  private readonly slots: readonly StateField[];
  private readonly schema: StructType;
  private figures = emptyMetrics(this.name);

  /** @param input what the rows that come are made of */
  constructor(input: readonly Attribute[], plan: SessionPlan, complete: boolean, origin: Origin | undefined) {
    this.plan = plan;
    this.complete = complete;
    this.keys = plan.keys.filter((key) => key.id !== plan.session.id);
    this.slots = plan.aggregates.flatMap(({ attribute, expression }) =>
      expression.code.buffer.map(({ type, nullable }, i) => ({ name: `${attribute.name}#${i}`, type, nullable })),
    );
    const times = ['start', 'end'].map((name) => ({ name, type: LONG, nullable: false }));
    const values = [...times, ...this.slots];
    this.sessions = new StateMultiMap({ name: 'sessions', keys: flattenKeys(this.keys), values, time: END });
    this.stores = [this.sessions];
    this.rows = new SessionRows(input, this.keys, plan.session, this.sessions, origin);
    this.runs = new FoldedRuns(input, plan.keys, plan.aggregates, origin);
    const expressions = plan.aggregates.map((a) => a.expression);
    this.merger = new TableMerger([NUMBER], this.slots, expressions, false, false);
    this.schema = struct(plan.output.map(({ name, type, nullable }) => ({ name, type, nullable })));
  }

  sources(): readonly string[] {
    return [...this.rows.sources(), ...this.runs.sources()];
  }

  /** @throws RuntimeError _LEGACY_ERROR_TEMP_3068 for a stream grouped by nothing but the session, as Spark does */
  beginBatch(context: BatchContext): void {
    if (this.plan.streaming && this.keys.length === 0) throw globalSession();
    if (!this.plan.streaming) this.sessions.clear();
    this.sessions.beginBatch();
    // Spark drops late rows in complete mode too, unlike those of other aggregations.
    this.rows.begin(context.lateMicros);
  }

  add(batch: RecordBatch, { runtime }: BatchContext): null {
    this.rows.add(batch, runtime);
    return null;
  }

  /** What the batch lets out, by output mode; done sessions leave the state. */
  finishBatch(context: BatchContext): RecordBatch {
    const metrics = emptyMetrics(this.name);
    const ordered = this.rows.ordered();
    if (ordered !== null) {
      const merged = mergedSessions(ordered, this.sessions);
      this.store(merged, this.folded(merged, this.runs.fold(ordered.rows, merged.runs, context), context));
      metrics.rowsUpdated = merged.parts.length;
    }
    metrics.lateRows = this.rows.late.reduce((sum, { length }) => sum + length, 0);
    metrics.droppedByWatermark = this.runs.groups(this.rows.late, context);
    const isAll = !context.streaming || context.mode === 'complete';
    const out = isAll ? this.sessions.allRows() : this.sessions.due(context.evictMicros);
    const output = this.output(out, context.runtime.interner);
    if (!isAll) for (const row of out) this.sessions.remove(row);
    metrics.rowsRemoved = isAll ? 0 : out.length;
    metrics.rowsTotal = this.sessions.rows;
    metrics.memoryBytes = this.sessions.bytes;
    this.figures = metrics;
    return output;
  }

  /** The slots of each session, its parts put together one after the other: row by row of a table. */
  private folded({ parts }: MergedSessions, runs: StateTable, { runtime }: BatchContext): StateTable {
    const rounds = parts.reduce((most, each) => Math.max(most, each.length), 0);
    const into = this.partsAt(parts, 0, runs);
    for (let round = 1; round < rounds; round++) {
      this.merger.merge(this.partsAt(parts, round, runs), into, runtime.interner);
    }
    return into;
  }

  /** Those parts of sessions that come as the so many-th. */
  private partsAt(parts: readonly (readonly number[])[], round: number, runs: StateTable): StateTable {
    const table = new StateTable([NUMBER], this.slots, false);
    for (const [session, each] of parts.entries()) {
      const part = each[round];
      if (part === undefined) continue;
      const row = table.upsert([session]);
      const from = part < 0 ? this.slotColumns : runs.values;
      copySlots(from, part < 0 ? placeOf(part) : part, table.values, row);
    }
    return table;
  }

  private get slotColumns(): readonly StateColumn[] {
    return this.sessions.values.slice(2);
  }

  private store({ keyRows, starts, ends, parts }: MergedSessions, folded: StateTable): void {
    const { sessions } = this;
    for (const [session, keyRow] of keyRows.entries()) {
      for (const part of parts[session]!) if (part < 0) sessions.remove(placeOf(part));
      const row = sessions.append(keyRow);
      setStateScalar(sessions.values[START]!, row, starts[session]!);
      setStateScalar(sessions.values[END]!, row, ends[session]!);
      copySlots(folded.values, session, this.slotColumns, row);
    }
  }

  private output(rows: Int32Array, interner: Interner): RecordBatch {
    const { plan, sessions } = this;
    const count = rows.length;
    const inTable = keyVectors(this.keys, sessions.keys.keys, sessions.keyRowsOf(rows), count, interner);
    const times = [START, END].map((at): Vector => {
      const { data } = stateVector(sessions.values[at]!, rows, count);
      return { layout: 'i64', valid: null, data: data as BigInt64Array };
    });
    const session: Vector = { layout: 'struct', valid: null, children: times };
    const keys = plan.keys.map((key) => (key.id === plan.session.id ? session : inTable.shift()!));
    const columns = this.slotColumns;
    let slot = 0;
    const results = plan.aggregates.map((aggregate) => {
      const own = columns.slice(slot, (slot += aggregate.expression.code.buffer.length));
      return resultColumn(aggregate, own, rows, count);
    });
    return { schema: this.schema, columns: [...keys, ...results], length: count };
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
    return { examples: null, nextWindowEnd: this.nextEnd };
  }

  /** The earliest end of a session that is open, microseconds. */
  private get nextEnd(): number | null {
    const ends = this.sessions.values[END]!.data as BigInt64Array;
    let next: number | null = null;
    for (const row of this.sessions.allRows()) {
      const end = Number(ends[row]!);
      if (next === null || end < next) next = end;
    }
    return next;
  }
}

function copySlots(from: readonly StateColumn[], row: number, to: readonly StateColumn[], into: number): void {
  for (const [k, column] of from.entries()) setStateScalar(to[k]!, into, stateScalar(column, row));
}

const globalSession = (): RuntimeError =>
  new RuntimeError({
    condition: '_LEGACY_ERROR_TEMP_3068',
    message: 'Global aggregation with session window in streaming query is not supported.',
    hint: 'Group by another column beside the session.',
  });
