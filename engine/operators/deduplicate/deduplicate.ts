import type { CodeContext, ExpressionCode } from '../../codegen/code-context.ts';
import { either } from '../../codegen/either.ts';
import { Stage, type Terminal } from '../../codegen/stage.ts';
import type { Interner } from '../../columnar/interner.ts';
import { takeRows } from '../../columnar/take.ts';
import type { RecordBatch } from '../../columnar/vector.ts';
import type { Attribute } from '../../expressions/typed.ts';
import { stateLayout } from '../../state/state-column.ts';
import { StateStore, WHOLE, type StateSchema } from '../../state/state-store.ts';
import { nothingField, type StateView } from '../../state/state-view.ts';
import type { StateTable } from '../../state/state-table.ts';
import { LONG, struct } from '../../types/data-type.ts';
import { emptyMetrics, type BatchContext, type OperatorMetrics } from '../batch-context.ts';
import { flattenKeys, keyCodes, keyVectors } from '../key-columns.ts';
import { keyFields, valueFields } from '../state-fields.ts';
import { PLAIN_TRACE, type OperatorTrace, type StatefulOperator, type WatermarkMove } from '../stateful-operator.ts';
import { TableCode } from '../table-code.ts';
import type { KeyVector } from '../spill/key-partitions.ts';

/**
 * Keeps the first row of each key. With event time among the keys a key is forgotten when the watermark passes it;
 * `withinWatermark` forgets it one delay after its first row.
 */
export class DeduplicateOperator implements StatefulOperator, Terminal {
  /** As Spark calls it. */
  readonly name: string;
  readonly stores: readonly StateStore[];
  readonly views: readonly StateView[];
  readonly state: StateStore;
  private readonly keys: readonly Attribute[];
  private readonly withinWatermark: boolean;
  private readonly streaming: boolean;
  private readonly stage: Stage;
  /** Takes rows that are keys and nothing more. */
  private readonly seenStage: Stage;
  private readonly input: readonly Attribute[];
  /** The watermarked column, if there is one. */
  private readonly time: Attribute | undefined;
  private figures: OperatorMetrics;
  private table: StateTable;
  private lateMicros = -Infinity;
  private kept = new Int32Array(0);
  private keptCount = 0;

  constructor(input: readonly Attribute[], keys: readonly Attribute[], withinWatermark: boolean, streaming: boolean) {
    this.name = withinWatermark ? 'dedupeWithinWatermark' : 'dedupe';
    this.figures = emptyMetrics(this.name);
    this.keys = keys;
    this.withinWatermark = withinWatermark;
    this.streaming = streaming;
    const inKeys = keys.findIndex((k) => k.watermarkDelay !== undefined);
    this.time = inKeys >= 0 ? keys[inKeys] : input.find((a) => a.watermarkDelay !== undefined);
    // A window is over at its end, the last of its flat columns.
    const last = flattenKeys(keys.slice(0, inKeys + 1)).length - 1;
    const time: StateSchema['time'] = withinWatermark
      ? { role: 'values', at: 0 }
      : inKeys < 0
        ? undefined
        : { role: 'keys', at: last };
    const values = withinWatermark ? [{ name: 'expiresAtMicros', type: LONG, nullable: false }] : [];
    const schema = { keys: flattenKeys(keys), values, bucket: [], ...(time === undefined ? {} : { time }) };
    this.state = new StateStore(schema, streaming, !streaming);
    this.stores = [this.state];
    const value = withinWatermark ? valueFields(values, 0) : [nothingField('__dummy__')];
    this.views = [{ storeName: 'default', table: 0, each: 'row', key: keyFields(keys), value }];
    this.table = this.state.table(WHOLE);
    this.stage = new Stage(input, [], this);
    this.seenStage = new Stage(keys, [], this);
    this.input = input;
  }

  /** The functions generated so far. */
  sources(): string[] {
    return this.stage.sources();
  }

  beginBatch(): void {
    if (!this.streaming) this.state.tables.clear();
    this.state.beginBatch();
    this.figures = emptyMetrics(this.name);
    this.figures.custom['numDroppedDuplicateRows'] = 0;
  }

  /** The rows of the batch whose key is new. */
  add(batch: RecordBatch, context: BatchContext): RecordBatch {
    this.table = this.state.table(WHOLE);
    this.lateMicros = context.streaming ? context.lateMicros : -Infinity;
    if (this.kept.length < batch.length) this.kept = new Int32Array(batch.length);
    this.stage.run(batch, context.runtime);
    return this.keptCount === batch.length ? batch : takeRows(batch, this.kept.subarray(0, this.keptCount));
  }

  // ---- what is spilled --------------------------------------------------------------------------------------------

  /** How many keys are held. */
  get keyCount(): number {
    return this.state.rows;
  }

  /** Bytes that they make use of. */
  get usedBytes(): number {
    return this.state.table(WHOLE).used;
  }

  /** Whether keys are texts. */
  get holdsTexts(): boolean {
    return this.state.schema.keys.some((field) => stateLayout(field.type, 'key') === 'id');
  }

  forget(): void {
    this.state.tables.clear();
  }

  /** The keys of rows. */
  keysOf({ columns }: RecordBatch): KeyVector[] {
    return this.keys.map((key) => ({
      vector: columns[this.input.findIndex(({ id }) => id === key.id)]!,
      type: key.type,
    }));
  }

  /** The keys that are held, as rows. */
  seenKeys(interner: Interner): { readonly batch: RecordBatch; readonly keys: readonly KeyVector[] } {
    const table = this.state.table(WHOLE);
    const columns = keyVectors(this.keys, table.keys, null, table.count, interner);
    const schema = struct(this.keys.map(({ name, type, nullable }) => ({ name, type, nullable })));
    const keys = columns.map((vector, k) => ({ vector, type: this.keys[k]!.type }));
    return { batch: { schema, columns, length: table.count }, keys };
  }

  /** Takes keys that `seenKeys` gave. */
  addSeen(batch: RecordBatch, context: BatchContext): void {
    this.table = this.state.table(WHOLE);
    if (this.kept.length < batch.length) this.kept = new Int32Array(batch.length);
    this.seenStage.run(batch, context.runtime);
  }

  target(): unknown {
    return this;
  }

  /** Called by generated code when all rows of a block were seen. */
  finish(kept: number, late: number, duplicates: number): void {
    this.keptCount = kept;
    this.figures.droppedByWatermark += late;
    this.figures.custom['numDroppedDuplicateRows']! += duplicates;
  }

  generate(g: CodeContext): { before: string; row: string; after: string } {
    const { keys: fields, values } = this.state.schema;
    const table = new TableCode(g, fields, values, { indexed: !this.streaming });
    const row = g.fresh('g');
    const parts = this.keys.flatMap((key) => keyCodes(g, key, g.column({ node: 'column', ...key })));
    const time = this.time === undefined || !this.streaming ? null : g.bound(timeCode(g, this.time));
    const added = [
      'kept[m++] = i; found = false;',
      time === null || !this.withinWatermark ? '' : this.expiry(table.slot(0, row).set, time),
      this.streaming ? table.touch(row) : '',
    ].join('\n');
    const find = `${parts.map((part) => part.code).join('\n')}\nlet found = true;\n${table.findOrAdd(row, parts, added)}\nif (found) duplicates++;`;
    const names = 'const kept = O.kept; let m = 0, late = 0, duplicates = 0;';
    const guarded = time === null ? find : `${time.code}\nif (${lateText(time)}) late++; else {\n${find}\n}`;
    return {
      before: `${table.declare} T = O.table; ${table.load} ${names}`,
      row: guarded,
      after: `${table.save} O.finish(m, late, duplicates);`,
    };
  }

  private expiry(set: (js: string) => string, { isNull, value }: ExpressionCode): string {
    const delay = `${this.time!.watermarkDelay!}n`;
    return set(isNull === 'false' ? `${value} + ${delay}` : `(${isNull} ? 0n : ${value}) + ${delay}`);
  }

  finishBatch(context: BatchContext): null {
    const { figures } = this;
    figures.lateRows = figures.droppedByWatermark;
    figures.rowsUpdated = this.state.changed;
    if (context.streaming) figures.rowsRemoved = this.evict(context.evictMicros);
    figures.rowsTotal = this.state.rows;
    figures.memoryBytes = this.state.bytes;
    return null;
  }

  /** Spark runs a batch also where event time is no key and nothing is forgotten. */
  wantsBatch({ from, to }: WatermarkMove): boolean {
    return to > from;
  }

  outputWatermark(inputMicros: number): number {
    return inputMicros;
  }

  metrics(): OperatorMetrics {
    return this.figures;
  }

  trace(): OperatorTrace {
    return PLAIN_TRACE;
  }

  private evict(evictMicros: number): number {
    const due = this.state.due(WHOLE, evictMicros);
    this.state.remove(WHOLE, due);
    return due.length;
  }
}

/** The event time of a row: a window's end, or the timestamp itself. */
function timeCode(g: CodeContext, time: Attribute): ExpressionCode {
  const code = g.column({ node: 'column', ...time });
  if (time.type.kind !== 'struct') return code;
  const end = code.fields?.[1];
  if (end !== undefined) return { ...end, code: code.code, isNull: either(code.isNull, end.isNull) };
  const whole = g.bound(code);
  return { code: whole.code, isNull: whole.isNull, value: `${whole.value}[1]` };
}

function lateText({ isNull, value, float }: ExpressionCode): string {
  const late = `${float ?? `Number(${value})`} <= O.lateMicros`;
  return isNull === 'false' ? late : `!${isNull} && ${late}`;
}
