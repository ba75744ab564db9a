import { emptyBatch } from '../../columnar/empty-batch.ts';
import { takeVector } from '../../columnar/take.ts';
import type { RecordBatch, Vector } from '../../columnar/vector.ts';
import type { Attribute } from '../../expressions/typed.ts';
import type { LoggedState } from '../../state/logged-state.ts';
import { setStateScalar, wordsOf, type StateColumn } from '../../state/state-column.ts';
import { StateMultiMap } from '../../state/state-multi-map.ts';
import type { StateView } from '../../state/state-view.ts';
import { setTime, timeAt } from '../../state/state-time.ts';
import { BOOLEAN, LONG, struct, type StructType } from '../../types/data-type.ts';
import { INITIAL_STATE } from '../../types/group-answer.ts';
import { doubleOf, doubleOfWords } from '../../types/exact-long.ts';
import { emptyMetrics, type BatchContext, type OperatorMetrics } from '../batch-context.ts';
import { eventTimes, partedByTime } from '../event-times.ts';
import { flattenKeys, keyVectors } from '../key-columns.ts';
import { KeyRows } from '../key-rows.ts';
import { StoredRows } from '../stored-rows.ts';
import { PLAIN_TRACE, type OperatorTrace, type StatefulOperator, type WatermarkMove } from '../stateful-operator.ts';
import { GroupCall } from './group-call.ts';
import { groupsOf, withEmptyGroups, type Groups } from './groups.ts';
import type { StateFunctionPlan } from './plan.ts';
import { shownState } from './shown-state.ts';

const [TIMEOUT, EXISTS, STATE] = [0, 1, 2] as const;
const MICROS = 1000;

/**
 * Calls the user's function once for each group of a batch, then for each group whose time is up, and keeps what it leaves:
 * a row of a multi-map for each key, of columns.
 *
 * Spark's `FlatMapGroupsWithStateExec`.
 */
export class StateFunctionOperator implements StatefulOperator {
  readonly name: string;
  readonly stores: readonly LoggedState[];
  readonly views: readonly StateView[];
  readonly properties: string;
  readonly state: StateMultiMap;
  private readonly input: readonly Attribute[];
  private readonly plan: StateFunctionPlan;
  private readonly keyRows: KeyRows;
  private readonly stored: StoredRows;
  private readonly call: GroupCall;
  private readonly schema: StructType;
  /** Where what the function sees lies among the columns that come. */
  private readonly places: readonly number[];
  /** The column by which rows are late, where that matters. */
  private readonly time: Attribute | undefined;
  private batches: RecordBatch[] = [];
  private lateRows = 0;
  private figures: OperatorMetrics;

  /** @param input what the rows that come are made of */
  constructor(input: readonly Attribute[], plan: StateFunctionPlan) {
    const { keys, rows, state, output, timeout } = plan;
    this.name = plan.call === 'transformWithState' ? 'transformWithStateExec' : 'flatMapGroupsWithState';
    this.figures = emptyMetrics(this.name);
    this.input = input;
    this.plan = plan;
    this.places = rows.map((row) => input.findIndex(({ id }) => id === row.id));
    this.stored = new StoredRows(state);
    const values = [
      { name: 'timeout', type: LONG, nullable: true },
      { name: 'exists', type: BOOLEAN, nullable: false },
      ...this.stored.fields,
    ];
    this.state = new StateMultiMap({ name: 'groups', keys: flattenKeys(keys), values, time: TIMEOUT });
    this.stores = [this.state];
    const { views, properties } = shownState(plan, { timeout: TIMEOUT, exists: EXISTS, state: STATE });
    this.views = views;
    this.properties = properties;
    this.keyRows = new KeyRows(input, keys, this, null, plan.origin);
    this.call = new GroupCall(keys, rows, state, output);
    this.schema = struct(output.map(({ name, type, nullable }) => ({ name, type, nullable })));
    this.time = timeout === 'eventTime' ? input.find((a) => a.watermarkDelay !== undefined) : undefined;
  }

  sources(): readonly string[] {
    return this.keyRows.sources();
  }

  beginBatch(): void {
    this.state.beginBatch();
    this.batches = [];
    this.lateRows = 0;
  }

  add(batch: RecordBatch, { lateMicros }: BatchContext): null {
    const { time } = this;
    if (time === undefined || this.isInitial(batch)) this.batches.push(batch);
    else {
      const { inTime } = partedByTime(batch, eventTimes(batch, this.input, time), lateMicros);
      this.lateRows += batch.length - inTime.length;
      this.batches.push(inTime);
    }
    return null;
  }

  /** Rows of the initial state come in batches of their own, and are never late. */
  private isInitial({ columns, length }: RecordBatch): boolean {
    const at = this.input.findIndex(({ name }) => name === INITIAL_STATE);
    return at >= 0 && length > 0 && (columns[at]!.valid?.[0] ?? 1) === 1;
  }

  async finishBatch(context: BatchContext): Promise<RecordBatch> {
    const metrics = emptyMetrics(this.name);
    const groups = groupsOf(this.batches, (rows) => {
      this.keyRows.find(rows, context.runtime);
      return this.keyRows.own;
    });
    const due = context.streaming ? this.due(groups, context) : new Int32Array(0);
    const out = await this.called(withEmptyGroups(groups, due), groups.keyRows.length, context, metrics);
    metrics.lateRows = metrics.droppedByWatermark = this.lateRows;
    metrics.rowsTotal = this.state.rows;
    metrics.memoryBytes = this.state.bytes;
    this.figures = metrics;
    return out;
  }

  /** The keys of groups whose time is up and that got no rows. */
  private due({ keyRows }: Groups, context: BatchContext): Int32Array {
    const { timeout } = this.plan;
    if (timeout === 'none') return new Int32Array(0);
    const now = timeout === 'eventTime' ? context.evictMicros : doubleOf(context.runtime.nowMicros);
    const busy = new Set(keyRows);
    return this.state.keyRowsOf(this.state.due(now - 1)).filter((keyRow) => !busy.has(keyRow));
  }

  private async called(
    groups: Groups,
    withRows: number,
    context: BatchContext,
    metrics: OperatorMetrics,
  ): Promise<RecordBatch> {
    const { state, plan } = this;
    const { rows, keyRows, starts, ends } = groups;
    const count = keyRows.length;
    if (count === 0) return emptyBatch(plan.output);
    const places = keyRows.map((keyRow) => state.first(keyRow));
    const flags = state.values[EXISTS]!.data as Uint8Array;
    const { evictMicros, runtime } = context;
    const args = this.call.arguments({
      keys: keyVectors(plan.keys, state.keys.keys, keyRows, count, runtime.interner),
      rows: rows === null ? null : this.places.map((at) => rows.columns[at]!),
      starts,
      ends,
      state: this.stored.vectors(this.stateColumns, places.map((place) => Math.max(place, 0))), // prettier-ignore
      exists: Uint8Array.from(places, (place) => (place < 0 ? 0 : flags[place]!)),
      timedOut: Uint8Array.from(places, (_, group) => (group < withRows ? 0 : 1)),
      watermarkMs: evictMicros === -Infinity ? null : evictMicros / MICROS,
      nowMs: Math.floor(doubleOf(runtime.nowMicros) / MICROS),
    });
    const answer = (await context.callUser(plan.functionId, args, this.call.answer)) as StructVector;
    const [made, ...kept] = answer.children as [ListVector, ...Vector[]];
    if (context.streaming) this.keep(keyRows, places, kept, metrics);
    const taken = rowsOfLists(made);
    const { children } = takeVector(made.items, taken) as StructVector;
    return { schema: this.schema, columns: children, length: taken.length };
  }

  private get stateColumns(): readonly StateColumn[] {
    return this.state.values.slice(STATE);
  }

  /** Stores what the function left of each group. */
  private keep(
    keyRows: Int32Array,
    places: Int32Array,
    [changed, own, timeouts]: readonly Vector[],
    metrics: OperatorMetrics,
  ): void {
    const { state } = this;
    const { valid: exists, children } = own as StructVector;
    const store = this.stored.storing({ columns: children });
    const { data: isChanged } = changed as Vector & { readonly layout: 'bool' };
    const { data, valid: timed } = timeouts as Vector & { readonly layout: 'i64' };
    const words = wordsOf(data)!;
    for (const [group, keyRow] of keyRows.entries()) {
      const place = places[group]!;
      const has = exists === null || exists[group] === 1;
      const waits = timed === null || timed[group] === 1;
      const micros = waits ? doubleOfWords(words[2 * group]!, words[2 * group + 1]!) * MICROS : NaN;
      if (!has && !waits) {
        if (place < 0) continue;
        state.remove(place);
        metrics.rowsRemoved++;
        continue;
      }
      if (place >= 0 && isChanged[group] === 0 && Object.is(timeAt(state.values[TIMEOUT]!, place), micros)) continue;
      if (place >= 0) state.remove(place);
      const row = state.append(keyRow);
      setTime(state.values[TIMEOUT]!, row, micros);
      setStateScalar(state.values[EXISTS]!, row, has);
      if (has) store(this.stateColumns, row, group);
      metrics.rowsUpdated++;
    }
  }

  wantsBatch({ from, to, nowMicros }: WatermarkMove): boolean {
    const { timeout } = this.plan;
    if (timeout === 'processingTime') return this.state.earliest < nowMicros;
    return timeout === 'eventTime' && to > from;
  }

  outputWatermark(inputMicros: number): number {
    return inputMicros;
  }

  metrics(): OperatorMetrics {
    return this.figures;
  }

  trace(): OperatorTrace {
    const waits = this.state.rows > 0 ? 'the function keeps its groups and has given no row' : null;
    return { ...PLAIN_TRACE, waits };
  }
}

type StructVector = Vector & { readonly layout: 'struct' };
type ListVector = Vector & { readonly layout: 'list' };

/** The places of all items, list by list. */
function rowsOfLists({ starts, ends }: ListVector): Int32Array {
  let count = 0;
  for (let i = 0; i < starts.length; i++) count += ends[i]! - starts[i]!;
  const rows = new Int32Array(count);
  let at = 0;
  for (let i = 0; i < starts.length; i++) for (let row = starts[i]!; row < ends[i]!; row++) rows[at++] = row;
  return rows;
}
