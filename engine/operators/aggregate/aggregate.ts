import { Stage } from '../../codegen/stage.ts';
import type { Step, WatermarkStep } from '../../codegen/step.ts';
import type { Interner } from '../../columnar/interner.ts';
import type { RecordBatch, Vector } from '../../columnar/vector.ts';
import { emptyValue, putValue } from '../../columnar/vector-data.ts';
import type { Attribute } from '../../expressions/typed.ts';
import { bucketWindow, StateStore, WHOLE, windowBucket } from '../../state/state-store.ts';
import { stateLayout } from '../../state/state-column.ts';
import type { StateField } from '../../state/state-column.ts';
import type { StateView, ViewField } from '../../state/state-view.ts';
import { StateTable } from '../../state/state-table.ts';
import { struct, type StructType } from '../../types/data-type.ts';
import { RuntimeError } from '../../types/errors.ts';
import type { Origin } from '../../types/origin.ts';
import { AggregateTerminal, type Bucketing, type TableOpener } from './aggregate-terminal.ts';
import { emptyMetrics, type BatchContext, type OperatorMetrics } from '../batch-context.ts';
import { bufferFields } from './buffer-fields.ts';
import { keyFields } from '../state-fields.ts';
import type { FoldedGroups, FoldingOperator } from '../folding-operator.ts';
import { GroupOutput } from './group-output.ts';
import { KeysAhead } from './keys-ahead.ts';
import { flattenKeys, keyVectors } from '../key-columns.ts';
import type { KeyVector } from '../spill/key-partitions.ts';
import { scalarBytes } from '../spill/held-rows.ts';
import { firstSeen } from './first-seen.ts';
import { panesOf, type Panes } from './panes.ts';
import type { AggregateColumn } from './plan.ts';
import { PLAIN_TRACE, type OperatorTrace, type StatefulOperator, type WatermarkMove } from '../stateful-operator.ts';
import { TableMerger } from './table-merger.ts';

/** The groups of a pane, and how many rows they were folded from. */
interface PaneTable {
  readonly table: StateTable;
  rows: number;
}

/** Grouping and aggregation, for batch and for streams: the same tables, the same generated update. */
export class AggregateOperator implements StatefulOperator, FoldingOperator, TableOpener {
  readonly name = 'stateStoreSave';
  readonly stores: readonly StateStore[];
  readonly views: readonly StateView[];
  readonly keys: readonly Attribute[];
  readonly aggregates: readonly AggregateColumn[];
  readonly state: StateStore;
  readonly stage: Stage;
  /** For when there are very many texts. */
  private readonly ahead: KeysAhead | null;
  private readonly bucketing: Bucketing;
  /** Whether a key has a watermark: then rows can be late and groups be done. */
  private readonly isBounded: boolean;
  private readonly schema: StructType;
  /** Keys that lie in the tables: all but the window of the bucket. */
  private readonly tableKeys: readonly Attribute[];
  private readonly panes: Panes | null;
  private readonly merger: TableMerger;
  private readonly paneMerger: TableMerger;
  /** What the running batch folded so far, by the start of the pane. */
  private paneTables = new Map<number, PaneTable>();
  private pane: PaneTable | null = null;
  private lateTables = new Map<string, StateTable>();
  /** What the running batch folded so far, where an aggregate is folded batch by batch. */
  private readonly batchTables: Map<string, StateTable> | null;
  /** Tables of windows that the running batch met, by their ends: rows in disorder go to and fro between two of them. */
  private readonly windowTables = new Map<number | bigint, StateTable>();
  private lateRows = 0;
  lateMicros = -Infinity;
  private readonly streaming: boolean;
  private readonly complete: boolean;
  /** The watermark whose examples it meets. */
  private readonly watched: WatermarkStep | undefined;
  private exampleKeys: (string | undefined)[] = [];
  private figures = emptyMetrics(this.name);
  /** The user's line that groups. */
  readonly origin: Origin | undefined;
  /** Makes another one of the same plan, with more aggregates. */
  private readonly again: (more: readonly AggregateColumn[]) => AggregateOperator;
  /** Whether some values are JavaScript's. */
  readonly holdsObjects: boolean;
  /** Whether texts of keys lie in the interner. */
  readonly holdsTexts: boolean;

  constructor(
    input: readonly Attribute[],
    steps: readonly Step[],
    keys: readonly Attribute[],
    aggregates: readonly AggregateColumn[],
    streaming: boolean,
    origin?: Origin,
    complete = false,
  ) {
    this.keys = keys;
    this.aggregates = aggregates;
    this.origin = origin;
    this.again = (more) =>
      new AggregateOperator(input, steps, keys, [...aggregates, ...more], streaming, origin, complete);
    this.streaming = streaming;
    this.complete = complete;
    this.watched = steps.findLast((step) => step.step === 'watermark');
    this.bucketing = bucketingOf(keys);
    this.isBounded = streaming && keys.some((key) => key.watermarkDelay !== undefined);
    const { bucketing } = this;
    this.tableKeys = bucketing.by === 'window' ? keys.filter((k) => k.id !== bucketing.window.id) : keys;
    const indexed = !streaming && bucketing.by === 'none';
    const fields = {
      keys: flattenKeys(this.tableKeys),
      values: aggregates.flatMap((a) =>
        a.expression.code.buffer.map((slot, i) => ({
          name: `${a.attribute.name}#${i}`,
          type: slot.type,
          nullable: slot.nullable,
        })),
      ),
      bucket: bucketing.by === 'window' ? [`${bucketing.window.name}.start`, `${bucketing.window.name}.end`] : [],
      ...(bucketing.by === 'time' ? { time: this.timeColumn() } : {}),
    };
    this.state = new StateStore(fields, streaming, indexed);
    this.stores = [this.state];
    this.views = [
      { storeName: 'default', table: 0, each: 'row', key: this.viewedKeys(), value: bufferFields(aggregates) },
    ];
    this.schema = struct(
      [...keys, ...aggregates.map((a) => a.attribute)].map(({ name, type, nullable }) => ({ name, type, nullable })),
    );
    this.holdsObjects = fields.values.some((field) => stateLayout(field.type, 'value') === 'object');
    const expressions = aggregates.map((a) => a.expression);
    const isText = (field: StateField): boolean => stateLayout(field.type, 'key') === 'id';
    this.holdsTexts = fields.keys.some(isText);
    this.panes = bucketing.by === 'window' ? panesOf(steps, bucketing.window, keys, expressions) : null;
    const { keys: keyFields, values: valueFields } = this.state.schema;
    const byBatch = streaming && this.panes === null && expressions.some(({ code }) => code.byBatch === true);
    this.batchTables = byBatch ? new Map() : null;
    this.merger = new TableMerger(keyFields, valueFields, expressions, streaming, indexed);
    this.paneMerger = new TableMerger(keyFields, valueFields, expressions, false, false);
    // The tables of panes live for a batch, and every row of theirs is new.
    const folds: Bucketing =
      this.panes !== null && bucketing.by === 'window' ? { by: 'pane', window: bucketing.window } : bucketing;
    const terminal = new AggregateTerminal(
      this.tableKeys,
      expressions,
      folds,
      this,
      streaming && this.panes === null,
      indexed,
      this.watched?.example,
    );
    this.stage = new Stage(input, this.panes?.steps ?? steps, terminal, origin);
    const ahead = bucketing.by === 'none' ? { keys, aggregates: expressions } : null;
    this.ahead = ahead === null ? null : KeysAhead.of(input, steps, ahead, terminal, origin);
  }

  /** Keys for the state reader: the window is that of the table. */
  private viewedKeys(): ViewField[] {
    const { bucketing } = this;
    const inTable = keyFields(this.tableKeys);
    if (bucketing.by !== 'window') return inTable;
    const { id, name, type, nullable } = bucketing.window;
    const own: ViewField = { name, type, nullable, from: { of: 'window' } };
    return this.keys.map((key) => (key.id === id ? own : inTable.shift()!));
  }

  /** Where among the flat keys the event time lies. */
  private timeColumn(): { readonly role: 'keys'; readonly at: number } {
    const at = this.tableKeys.findIndex((k) => k.watermarkDelay !== undefined);
    // of a window its end, the last of its columns
    const own = flattenKeys([this.tableKeys[at]!]);
    return { role: 'keys', at: flattenKeys(this.tableKeys.slice(0, at)).length + own.length - 1 };
  }

  /** The functions generated so far. */
  sources(): string[] {
    const { source } = this.merger;
    return [...this.stage.sources(), ...(source === null ? [] : [source])];
  }

  open(start: bigint, end: bigint): StateTable {
    if (this.bucketing.by === 'none') return this.tableInTime(WHOLE);
    if (this.panes !== null) return this.openPane(Number(start));
    const last = Number(end);
    const window = Number.isSafeInteger(last) ? last : end;
    let table = this.windowTables.get(window);
    if (table === undefined) this.windowTables.set(window, (table = this.tableOf(windowBucket(start, end), last)));
    return table;
  }

  private tableOf(bucket: string, end: number): StateTable {
    return end <= this.lateMicros ? this.lateTable(bucket) : this.tableInTime(bucket);
  }

  /** Where rows go that are not late. */
  private tableInTime(bucket: string): StateTable {
    return this.batchTables === null ? this.state.table(bucket) : this.tableIn(this.batchTables, bucket);
  }

  private openPane(start: number): StateTable {
    let pane = this.paneTables.get(start);
    if (pane === undefined) {
      const { keys, values } = this.state.schema;
      pane = { table: new StateTable(keys, values, false), rows: 0 };
      this.paneTables.set(start, pane);
    }
    this.pane = pane;
    return pane.table;
  }

  counted(rows: number): void {
    this.pane!.rows += rows;
  }

  /** Each pane goes into the windows that hold it. */
  private mergePanes({ windowsOf, size }: Panes, interner: Interner): void {
    for (const [start, { table, rows }] of this.paneTables) {
      for (const from of windowsOf(start)) {
        const end = from + size;
        if (end <= this.lateMicros) this.lateRows += rows;
        this.merger.merge(table, this.tableOf(windowBucket(BigInt(from), BigInt(end)), end), interner);
      }
    }
    this.paneTables = new Map();
    this.pane = null;
  }

  openTime(late: boolean): StateTable {
    return late ? this.lateTable(WHOLE) : this.tableInTime(WHOLE);
  }

  late(rows: number): void {
    this.lateRows += rows;
  }

  private lateTable(bucket: string): StateTable {
    return this.tableIn(this.lateTables, bucket);
  }

  private tableIn(tables: Map<string, StateTable>, bucket: string): StateTable {
    let table = tables.get(bucket);
    if (table === undefined) {
      table = new StateTable(this.state.schema.keys, this.state.schema.values, this.state.tracks);
      tables.set(bucket, table);
    }
    return table;
  }

  example(place: number, key: string): void {
    this.exampleKeys[place] = key;
  }

  /** @throws RuntimeError UNSUPPORTED_STREAMING_OPERATOR_WITHOUT_WATERMARK where no group of a stream would ever come out */
  beginBatch(context: BatchContext): void {
    if (this.streaming && context.mode === 'append' && !this.isBounded) throw neverDone();
    if (!this.streaming) this.state.tables.clear();
    this.state.beginBatch();
    this.exampleKeys = [];
    this.lateTables = new Map();
    this.batchTables?.clear();
    this.windowTables.clear();
    this.paneTables = new Map();
    this.lateRows = 0;
    this.lateMicros = this.isBounded && context.mode !== 'complete' ? context.lateMicros : -Infinity;
  }

  add(batch: RecordBatch, context: BatchContext): null {
    const { runtime } = context;
    const way = runtime.interner.repeats ? this.stage : (this.ahead ?? this.stage);
    way.run(batch, runtime);
    return null;
  }

  /** What was folded since the batch began, to be absorbed by another operator of the same plan. */
  folded(): FoldedGroups {
    const table = (late: boolean) => (entry: [string, StateTable]) => ({
      bucket: entry[0],
      late,
      rows: 0,
      table: entry[1],
    });
    const panes = [...this.paneTables].map(([start, pane]) => ({ bucket: String(start), late: false, ...pane }));
    const inTime = this.batchTables ?? this.state.tables;
    const tables = [...[...inTime].map(table(false)), ...[...this.lateTables].map(table(true))];
    return { tables: this.panes === null ? tables : panes, lateRows: this.lateRows, exampleKeys: this.exampleKeys };
  }

  /** Takes what another operator of the same plan folded of the rows that come next, of the same interner. */
  absorb({ tables, lateRows, exampleKeys = [] }: FoldedGroups, interner: Interner): void {
    this.lateRows += lateRows;
    exampleKeys.forEach((key, place) => (this.exampleKeys[place] = key));
    for (const { bucket, late, rows, table } of tables) {
      if (this.panes === null)
        this.merger.merge(table, late ? this.lateTable(bucket) : this.state.table(bucket), interner);
      else {
        this.paneMerger.merge(table, this.openPane(Number(bucket)), interner);
        this.counted(rows);
      }
    }
  }

  // ---- what is spilled --------------------------------------------------------------------------------------------

  /** One that puts together what this one folded, and knows when groups were first seen: its last aggregate. */
  merging(): AggregateOperator {
    return this.again([firstSeen()]);
  }

  /** How many columns come out. */
  get width(): number {
    return this.schema.fields.length;
  }

  /** Forgets what was folded. */
  forget(): void {
    this.state.tables.clear();
    this.windowTables.clear();
    this.paneTables = new Map();
    this.pane = null;
  }

  private get foldedTables(): StateTable[] {
    return [...this.state.tables.values(), ...[...this.paneTables.values()].map((pane) => pane.table)];
  }

  get groupCount(): number {
    return this.foldedTables.reduce((sum, table) => sum + table.count, 0);
  }

  /** Bytes that the groups make use of, without their values that are objects. */
  get usedBytes(): number {
    return this.foldedTables.reduce((sum, table) => sum + table.used, 0);
  }

  /** Bytes of values that are objects, about; looks at each. */
  get objectBytes(): number {
    if (!this.holdsObjects) return 0;
    let bytes = 0;
    for (const { values, count } of this.foldedTables) {
      for (const { layout, data } of values) {
        if (layout === 'object') for (let row = 0; row < count; row++) bytes += scalarBytes((data as unknown[])[row]);
      }
    }
    return bytes;
  }

  /** The keys of a table's groups, as they tell groups of one table apart. */
  tableKeyVectors(table: StateTable, interner: Interner): KeyVector[] {
    const vectors = keyVectors(this.tableKeys, table.keys, null, table.count, interner);
    return vectors.map((vector, k) => ({ vector, type: this.tableKeys[k]!.type }));
  }

  /** The windows that hold a pane; null where rows are not folded into panes. */
  get windowsOfPane(): ((pane: number) => readonly number[]) | null {
    return this.panes?.windowsOf ?? null;
  }

  /** Where the window lies among the columns that come out, -1 where there is none. */
  get windowColumn(): number {
    const { bucketing } = this;
    return bucketing.by === 'window' ? this.keys.findIndex((key) => key.id === bucketing.window.id) : -1;
  }

  // ---- what comes out ---------------------------------------------------------------------------------------------

  /** What the batch lets out, by output mode; done groups leave the state. */
  finishBatch(context: BatchContext): RecordBatch {
    const metrics = emptyMetrics(this.name);
    if (this.panes !== null) this.mergePanes(this.panes, context.runtime.interner);
    for (const [bucket, table] of this.batchTables ?? [])
      this.merger.merge(table, this.state.table(bucket), context.runtime.interner);
    this.batchTables?.clear();
    if (this.keys.length === 0 && this.state.table(WHOLE).count === 0) this.openGlobalGroup();
    metrics.rowsUpdated = this.state.changed;
    metrics.lateRows = this.lateRows;
    for (const table of this.lateTables.values()) metrics.droppedByWatermark += table.count;
    const output = new GroupOutput(this, this.schema, context.runtime.interner);
    const { mode, streaming } = context;
    const before = this.state.rows;
    if (!streaming || mode === 'complete')
      for (const [bucket, table] of this.state.tables) output.add(bucket, table, null);
    if (streaming && mode === 'update') {
      // The one group of an aggregation without keys comes out of every batch, changed or not.
      const all = this.keys.length === 0;
      for (const [bucket, table] of this.state.tables) {
        if (all) output.add(bucket, table, null);
        else output.add(bucket, table, table.dirty.subarray(0, table.dirtyCount));
      }
    }
    if (this.isBounded && mode !== 'complete') this.evict(context.evictMicros, mode === 'append' ? output : null);
    metrics.rowsRemoved = before - this.state.rows;
    metrics.rowsTotal = this.state.rows;
    metrics.memoryBytes = this.state.bytes;
    this.figures = metrics;
    return output.finish();
  }

  /** In complete mode nothing is ever done. */
  wantsBatch({ from, to }: WatermarkMove): boolean {
    return !this.complete && to > from;
  }

  outputWatermark(inputMicros: number): number {
    return inputMicros;
  }

  metrics(): OperatorMetrics {
    return this.figures;
  }

  trace(): OperatorTrace {
    const { watched, exampleKeys: keys, nextWindowEnd } = this;
    return { ...PLAIN_TRACE, examples: watched === undefined ? null : { slot: watched.slot, keys }, nextWindowEnd };
  }

  /** An aggregation without keys has its one group even when no row came. */
  private openGlobalGroup(): void {
    const table = this.state.table(WHOLE);
    const row = table.upsert([]);
    const initial = this.aggregates.flatMap((a) => a.expression.code.buffer.map((slot) => slot.initial));
    initial.forEach((value, i) => {
      const column = table.values[i]!;
      const own = Array.isArray(value) ? value.slice() : value;
      if (column.valid !== null) column.valid[row] = own === null ? 0 : 1;
      putValue(column.data, row, own ?? emptyValue(column.data));
    });
  }

  private evict(evictMicros: number, output: GroupOutput | null): void {
    if (this.bucketing.by === 'window') {
      for (const [bucket, table] of [...this.state.tables]) {
        if (Number(bucketWindow(bucket).end) > evictMicros) continue;
        output?.add(bucket, table, null);
        this.state.drop(bucket);
      }
      return;
    }
    if (this.bucketing.by !== 'time') return;
    const done = this.state.due(WHOLE, evictMicros);
    output?.add(WHOLE, this.state.table(WHOLE), done);
    this.state.remove(WHOLE, done);
  }

  /** Earliest end of a window that is still open, microseconds. */
  private get nextWindowEnd(): number | null {
    if (this.bucketing.by !== 'window') return null;
    let next: number | null = null;
    for (const bucket of this.state.tables.keys()) {
      const end = Number(bucketWindow(bucket).end);
      if (next === null || end < next) next = end;
    }
    return next;
  }

  /** @param rows null for all */
  keyColumnsOf(bucket: string, table: StateTable, rows: Int32Array | null, interner: Interner): Vector[] {
    const count = rows === null ? table.count : rows.length;
    const inTable = keyVectors(this.tableKeys, table.keys, rows, count, interner);
    const { bucketing } = this;
    if (bucketing.by !== 'window') return inTable;
    const { start, end } = bucketWindow(bucket);
    const fill = (value: bigint): Vector => ({
      layout: 'i64',
      valid: null,
      data: new BigInt64Array(count).fill(value),
    });
    const window: Vector = { layout: 'struct', valid: null, children: [fill(start), fill(end)] };
    return this.keys.map((key) => (key.id === bucketing.window.id ? window : inTable.shift()!));
  }
}

const neverDone = (): RuntimeError =>
  new RuntimeError({
    condition: 'UNSUPPORTED_STREAMING_OPERATOR_WITHOUT_WATERMARK',
    sqlState: '0A000',
    message: 'Append output mode not supported for aggregations on streaming DataFrames/DataSets without watermark.',
    hint: 'Add withWatermark(column, delay) and group by that column or a window over it, or use outputMode("update").',
  });

/** State is bounded by event time when a key is the watermarked column or a window over it. */
function bucketingOf(keys: readonly Attribute[]): Bucketing {
  const timed = keys.find((k) => k.watermarkDelay !== undefined);
  const window = keys.find((k) => k.timeWindow === true && k.type.kind === 'struct' && !k.nullable);
  if (window !== undefined && (timed === undefined || timed.id === window.id)) return { by: 'window', window };
  if (timed !== undefined) return { by: 'time', time: timed };
  return { by: 'none' };
}
