import type { StageRuntime } from '../../codegen/generated-runtime.ts';
import { concatBatches } from '../../columnar/concat.ts';
import { takeRows, takeVector } from '../../columnar/take.ts';
import type { RecordBatch, Vector } from '../../columnar/vector.ts';
import type { Attribute } from '../../expressions/typed.ts';
import { conjuncts } from '../../plan/conjuncts.ts';
import type { StateMultiMap } from '../../state/state-multi-map.ts';
import type { StateView } from '../../state/state-view.ts';
import { struct, type StructType } from '../../types/data-type.ts';
import { RuntimeError } from '../../types/errors.ts';
import { emptyMetrics, type BatchContext, type OperatorMetrics } from '../batch-context.ts';
import type { JoinPlan } from '../join/plan.ts';
import { PLAIN_TRACE, type OperatorTrace, type StatefulOperator, type WatermarkMove } from '../stateful-operator.ts';
import { splitCondition } from '../../plan/join-conditions.ts';
import { JoinSide } from './join-side.ts';
import { RowFilter } from './row-filter.ts';
import { keyTimes, stateWatermarks, type StateWatermarks } from './state-watermarks.ts';

/** Pairs of a row that came and one that was there. */
interface Pairs {
  readonly rows: Int32Array;
  readonly places: Int32Array;
}

/**
 * Joins two streams: each row that comes is matched with the rows of the other side that came before it, and kept for those
 * to come, until the watermark says that none can match it any more.
 *
 * Spark's `StreamingSymmetricHashJoinExec`.
 */
export class StreamJoinOperator implements StatefulOperator {
  readonly name = 'symmetricHashJoin';
  readonly stores: readonly StateMultiMap[];
  readonly views: readonly StateView[];
  private readonly plan: JoinPlan;
  private readonly left: JoinSide;
  private readonly right: JoinSide;
  private readonly filter: RowFilter;
  private readonly joined: StructType;
  private readonly schema: StructType;
  private figures = emptyMetrics(this.name);
  private forgotten: StateWatermarks = { left: -Infinity, right: -Infinity };
  private updated = 0;

  constructor(plan: JoinPlan) {
    this.plan = plan;
    const { left, right, equal, condition, origin } = plan;
    const parts = splitCondition(condition === null ? [] : conjuncts(condition), left.output, right.output);
    const times = keyTimes(plan);
    this.left = new JoinSide({
      name: 'left',
      input: left.output,
      keys: equal.map((e) => e.left),
      conditions: parts.left,
      time: times.left,
      origin,
    });
    this.right = new JoinSide({
      name: 'right',
      input: right.output,
      keys: equal.map((e) => e.right),
      conditions: parts.right,
      time: times.right,
      origin,
    });
    this.left.against(this.right);
    this.right.against(this.left);
    this.stores = [this.left.state, this.right.state];
    this.views = [this.left, this.right].flatMap((side, table) => side.views(table));
    const columns = [...left.output, ...right.output];
    this.filter = new RowFilter(columns, parts.both, origin);
    const field = ({ name, type, nullable }: Attribute) => ({ name, type, nullable });
    this.joined = struct(columns.map(field));
    this.schema = struct(plan.output.map(field));
  }

  sources(): readonly string[] {
    return [...this.left.sources(), ...this.right.sources(), ...this.filter.sources()];
  }

  /** @throws RuntimeError _LEGACY_ERROR_TEMP_1181 for a join on no equality, in its first batch, as Spark does */
  beginBatch(context: BatchContext): void {
    if (this.plan.equal.length === 0) throw withoutEquality();
    this.left.beginBatch();
    this.right.beginBatch();
    this.updated = 0;
    this.forgotten = stateWatermarks(this.plan, context.evictMicros);
  }

  add(batch: RecordBatch, context: BatchContext, input: number): RecordBatch | null {
    const [own, other] = input === 0 ? [this.left, this.right] : [this.right, this.left];
    const { runtime } = context;
    const { passing, failing } = own.divided(own.inTime(batch, context.lateMicros), runtime);
    const out: RecordBatch[] = [];
    if (failing !== null && this.keepsUnmatched(own)) out.push(this.withNulls(own, failing.columns, failing.length));
    if (passing.length > 0) out.push(...this.joinRows(own, other, passing, runtime));
    return out.length === 0 ? null : concatBatches(out, this.schema);
  }

  /** Matches rows with those of the other side that are there, and keeps them. */
  private joinRows(own: JoinSide, other: JoinSide, rows: RecordBatch, runtime: StageRuntime): RecordBatch[] {
    own.keyRows.find(rows, runtime);
    const isSemi = this.plan.type === 'semi';
    const pairs = this.pairsOf(own, other, isSemi && own === this.right);
    const columns = this.columnsOf(own, rows, other, pairs);
    const found = { schema: this.joined, columns, length: pairs.rows.length };
    const chosen = this.filter.rows(found, runtime);
    const matches = chosen === null ? pairs : picked(pairs, chosen);
    const matched = new Uint8Array(rows.length);
    const firsts: number[] = [];
    const marks = isSemi || this.keepsUnmatched(other);
    for (let i = 0; i < matches.rows.length; i++) {
      const [row, place] = [matches.rows[i]!, matches.places[i]!];
      // Of a semi join each left row comes out once.
      if (isSemi && (own === this.left ? matched[row] === 0 : !other.isMatched(place))) firsts.push(i);
      matched[row] = 1;
      if (marks) other.match(place);
    }
    this.keepRows(own, rows, matched);
    if (!isSemi) return [{ ...(chosen === null ? found : takeRows(found, chosen)), schema: this.schema }];
    const first = picked(matches, Int32Array.from(firsts));
    if (own === this.left) return [takeRows(rows, first.rows)];
    const columnsOut = other.columnsAt(first.places);
    for (const place of first.places) other.state.remove(place);
    return [{ schema: this.schema, columns: columnsOut, length: first.places.length }];
  }

  /** @param unmatched whether rows that were matched before count no more */
  private pairsOf({ keyRows }: JoinSide, other: JoinSide, unmatched: boolean): Pairs {
    const rows: number[] = [];
    const places: number[] = [];
    const { state } = other;
    for (let row = 0; row < keyRows.other.length; row++) {
      for (let place = state.first(keyRows.other[row]!); place >= 0; place = state.next[place]!) {
        if (unmatched && other.isMatched(place)) continue;
        rows.push(row);
        places.push(place);
      }
    }
    return { rows: Int32Array.from(rows), places: Int32Array.from(places) };
  }

  private columnsOf(own: JoinSide, batch: RecordBatch, other: JoinSide, { rows, places }: Pairs): Vector[] {
    const mine = batch.columns.map((column) => takeVector(column, rows));
    const theirs = other.columnsAt(places);
    return own === this.left ? [...mine, ...theirs] : [...theirs, ...mine];
  }

  private keepRows(own: JoinSide, rows: RecordBatch, matched: Uint8Array): void {
    const { time, name } = own.spec;
    const until = this.forgotten[name];
    const timeOf = time === null ? () => NaN : own.timesOf(rows, time);
    const isLeft = own === this.left;
    const once = this.plan.type === 'semi' && isLeft;
    const alone = this.keepsUnmatched(own);
    const { own: keyRows } = own.keyRows;
    const keep = own.keeping(rows);
    for (let row = 0; row < rows.length; row++) {
      const at = timeOf(row);
      if (once && matched[row] === 1) continue;
      // Rows of the left that are done with this batch meet those of the right that come in it.
      if (at <= until && !isLeft && !(alone && matched[row] === 0)) continue;
      keep(row, keyRows[row]!, at, matched[row] === 1);
      this.updated++;
    }
  }

  /** What the batch lets out when all its rows were matched: rows of outer joins that nothing will match. */
  finishBatch(): RecordBatch | null {
    const metrics = emptyMetrics(this.name);
    const out: RecordBatch[] = [];
    for (const side of [this.left, this.right]) {
      const due = side.state.due(this.forgotten[side.spec.name]);
      if (this.keepsUnmatched(side)) {
        const alone = due.filter((place) => !side.isMatched(place));
        if (alone.length > 0) out.push(this.withNulls(side, side.columnsAt(alone), alone.length));
      }
      for (const place of due) side.state.remove(place);
      metrics.rowsRemoved += due.length;
      metrics.rowsTotal += side.state.rows;
      metrics.memoryBytes += side.state.bytes;
      metrics.lateRows += side.lateRows;
    }
    metrics.droppedByWatermark = metrics.lateRows;
    metrics.rowsUpdated = this.updated;
    this.figures = metrics;
    return out.length === 0 ? null : concatBatches(out, this.schema);
  }

  /** Whether rows of a side that nothing matches are rows of the join. */
  private keepsUnmatched({ spec }: JoinSide): boolean {
    return this.plan.type === 'full' || this.plan.type === spec.name;
  }

  private withNulls(own: JoinSide, columns: readonly Vector[], length: number): RecordBatch {
    const missing = new Int32Array(length).fill(-1);
    const other = own === this.left ? this.right : this.left;
    const nulls = other.columnsAt(new Int32Array(0)).map((column) => takeVector(column, missing, true));
    return {
      schema: this.schema,
      columns: own === this.left ? [...columns, ...nulls] : [...nulls, ...columns],
      length,
    };
  }

  wantsBatch({ from, to }: WatermarkMove): boolean {
    const { left, right } = stateWatermarks(this.plan, to);
    return to > from && (left > -Infinity || right > -Infinity);
  }

  /** Rows that may still come out are not older than what is kept. */
  outputWatermark(inputMicros: number): number {
    const kept = Object.values(stateWatermarks(this.plan, inputMicros)).filter((micros) => micros > -Infinity);
    return Math.min(inputMicros, ...kept);
  }

  metrics(): OperatorMetrics {
    return this.figures;
  }

  trace(): OperatorTrace {
    const parts = [this.left, this.right].map(({ spec, state }) => ({ name: spec.name, rows: state.rows }));
    return { ...PLAIN_TRACE, parts, waits: this.waits() };
  }

  private waits(): string | null {
    const { type } = this.plan;
    const waiting = [this.left, this.right].filter(({ state }) => state.rows > 0).map(({ spec }) => spec.name);
    if (waiting.length === 0) return null;
    const match = `rows of the ${waiting.join(' and the ')} side wait for their match`;
    if (type !== 'left' && type !== 'right' && type !== 'full') return match;
    const alone = type === 'full' ? 'those' : `those of the ${type} side`;
    return `${match}; ${alone} that find none come out when the watermark has passed them`;
  }
}

const picked = ({ rows, places }: Pairs, chosen: Int32Array): Pairs => ({
  rows: chosen.map((i) => rows[i]!),
  places: chosen.map((i) => places[i]!),
});

const withoutEquality = (): RuntimeError =>
  new RuntimeError({
    condition: '_LEGACY_ERROR_TEMP_1181',
    message: 'Stream-stream join without equality predicate is not supported.',
    hint: 'Add an equality of a column of each side to the condition.',
  });
