import type { CodeContext } from '../../codegen/code-context.ts';
import { Stage, type Terminal } from '../../codegen/stage.ts';
import type { StageRuntime } from '../../codegen/generated-runtime.ts';
import { concatBatches } from '../../columnar/concat.ts';
import { takeRows } from '../../columnar/take.ts';
import type { RecordBatch, Vector } from '../../columnar/vector.ts';
import type { Attribute } from '../../expressions/typed.ts';
import type { StateMultiMap } from '../../state/state-multi-map.ts';
import type { StateTable } from '../../state/state-table.ts';
import { INTEGER, type StructType } from '../../types/data-type.ts';
import type { Origin } from '../../types/origin.ts';
import { keyCodes } from '../key-columns.ts';
import { sortedRows } from '../sort/sort-order.ts';
import { TableCode } from '../table-code.ts';

/** Rows of a batch by their keys, and in each key by the start of their own session. */
export interface OrderedRows {
  readonly rows: RecordBatch;
  /** By row: the row of its key in the table of keys. */
  readonly keyRows: Int32Array;
  /** By row: its own session, microseconds. */
  readonly starts: BigInt64Array;
  readonly ends: BigInt64Array;
}

const LATE = -1;

/** Takes the rows of a batch, finds the key of each, and puts those that are late aside. */
export class SessionRows implements Terminal {
  private readonly input: readonly Attribute[];
  private readonly keys: readonly Attribute[];
  private readonly session: Attribute;
  private readonly state: StateMultiMap;
  private readonly stage: Stage;
  private batches: RecordBatch[] = [];
  private keyRows: Int32Array[] = [];
  private latest = new Int32Array(0);
  private lateBatches: RecordBatch[] = [];
  lateMicros = -Infinity;

  /** @param keys all but the session */
  constructor(
    input: readonly Attribute[],
    keys: readonly Attribute[],
    session: Attribute,
    state: StateMultiMap,
    origin: Origin | undefined,
  ) {
    this.input = input;
    this.keys = keys;
    this.session = session;
    this.state = state;
    this.stage = new Stage(input, [], this, origin);
  }

  begin(lateMicros: number): void {
    this.lateMicros = lateMicros;
    this.batches = [];
    this.keyRows = [];
    this.lateBatches = [];
  }

  add(batch: RecordBatch, runtime: StageRuntime): void {
    this.latest = new Int32Array(batch.length);
    this.stage.run(batch, runtime);
    this.batches.push(batch);
    this.keyRows.push(this.latest);
    if (!this.latest.includes(LATE)) return;
    const late = Int32Array.from(this.latest.keys()).filter((row) => this.latest[row] === LATE);
    this.lateBatches.push(takeRows(batch, late));
  }

  /** The rows that are not late; null where there are none. */
  ordered(): OrderedRows | null {
    if (this.batches.length === 0) return null;
    const all = concatBatches(this.batches, this.batches[0]!.schema);
    const keyRows = joined(this.keyRows, all.length);
    const [start] = this.times(all);
    const numbers: Vector = { layout: 'i32', valid: null, data: keyRows };
    const startOrder = { type: startType(this.session), ...ASCENDING };
    const sorted = sortedRows([numbers, start], [{ type: INTEGER, ...ASCENDING }, startOrder], all.length);
    const order = sorted.filter((row) => keyRows[row] !== LATE);
    if (order.length === 0) return null;
    const rows = takeRows(all, order);
    const [first, last] = this.times(rows);
    return { rows, keyRows: order.map((row) => keyRows[row]!), starts: first.data, ends: last.data };
  }

  /** The rows that came too late. */
  get late(): readonly RecordBatch[] {
    return this.lateBatches;
  }

  /** Starts and ends. */
  private times({ columns }: RecordBatch): readonly [LongVector, LongVector] {
    const { children } = columns[this.input.findIndex(({ id }) => id === this.session.id)] as Extract<
      Vector,
      { layout: 'struct' }
    >;
    return children as readonly Vector[] as readonly [LongVector, LongVector];
  }

  // ---- what generated code asks -----------------------------------------------------------------------------------

  target(): this {
    return this;
  }

  get table(): StateTable {
    return this.state.keys;
  }

  get numbers(): Int32Array {
    return this.latest;
  }

  sources(): readonly string[] {
    return this.stage.sources();
  }

  generate(g: CodeContext): { before: string; row: string; after: string } {
    const { keys: fields, values } = this.state.chains;
    const table = new TableCode(g, fields, values);
    const row = g.fresh('g');
    const parts = this.keys.flatMap((key) => keyCodes(g, key, g.column({ node: 'column', ...key })));
    const [, end] = g.column({ node: 'column', ...this.session }).fields!;
    const find = table.findOrAdd(row, parts, table.initialise(row, [-1, -1]));
    const keyCode = parts.map((part) => part.code).join('\n');
    return {
      before: `${table.declare} T = O.table; ${table.load} const numbers = O.numbers, lateMicros = O.lateMicros;`,
      row: `if (${end!.float ?? `Number(${end!.value})`} <= lateMicros) numbers[i] = ${LATE}; else {\n${keyCode}\n${find}\nnumbers[i] = ${row};\n}`,
      after: table.save,
    };
  }
}

function joined(arrays: readonly Int32Array[], length: number): Int32Array<ArrayBuffer> {
  const all = new Int32Array(length);
  let at = 0;
  for (const array of arrays) {
    all.set(array, at);
    at += array.length;
  }
  return all;
}

type LongVector = Extract<Vector, { layout: 'i64' }>;

const ASCENDING = { descending: false, nullsFirst: true };

const startType = ({ type }: Attribute): StructType['fields'][number]['type'] => (type as StructType).fields[0]!.type;
