import type { StageRuntime } from '../../codegen/generated-runtime.ts';
import type { Interner } from '../../columnar/interner.ts';
import { sliceBatch, takeVector } from '../../columnar/take.ts';
import type { RecordBatch } from '../../columnar/vector.ts';
import type { Attribute, TypedExpression } from '../../expressions/typed.ts';
import { struct, type StructType } from '../../types/data-type.ts';
import { JoinCondition } from './join-condition.ts';
import { JoinTable, type RowPairs, type Side } from './join-table.ts';
import type { JoinType } from './plan.ts';
import type { Origin } from '../../types/origin.ts';

export interface JoinSpec {
  readonly type: JoinType;
  readonly left: readonly Attribute[];
  readonly right: readonly Attribute[];
  /** Pairs of equal columns; computed keys were projected below the join. */
  readonly equal: readonly { readonly left: Attribute; readonly right: Attribute }[];
  /** What must hold besides. */
  readonly condition: TypedExpression | null;
  readonly output: readonly Attribute[];
  /** The user's line that joins. */
  readonly origin: Origin | undefined;
}

/** Pairs that are made at once where every row meets every other: their columns come out of memory that is at hand. */
const MOST_PAIRS = 1 << 13;
/** Where at most so many rows are at hand, a condition is asked row by row of them of so many passing rows at once. */
const FEW_AT_HAND = 64;
const ASKED_ROWS = 1 << 12;

/**
 * A hash join in which one side is at hand as a whole (a batch DataFrame) and the other passes by. Rows of the passing
 * side keep their order.
 */
export class HashJoin {
  private readonly spec: JoinSpec;
  /** Whether the right side is the one at hand. */
  private readonly buildRight: boolean;
  private readonly condition: JoinCondition | null;
  private readonly schema: StructType;
  /** Null when no columns are compared: every row meets every other. */
  private readonly table: JoinTable | null;
  private readonly keepsProbe: boolean;
  private readonly keepsBuild: boolean;
  private build: RecordBatch | null = null;
  /** The side whose rows the table finds: not made again for the same one. */
  private opened: { readonly build: RecordBatch; readonly interner: Interner; readonly generation: number } | null =
    null;
  private matched = new Uint8Array(0);

  constructor(spec: JoinSpec, buildRight: boolean) {
    this.spec = spec;
    this.buildRight = buildRight;
    const { type } = spec;
    this.keepsProbe = type === 'full' || type === (buildRight ? 'left' : 'right');
    this.keepsBuild = type === 'full' || type === (buildRight ? 'right' : 'left');
    this.schema = struct(spec.output.map(({ name, type: of, nullable }) => ({ name, type: of, nullable })));
    this.condition =
      spec.condition === null
        ? null
        : new JoinCondition(spec.condition, spec.left, spec.right, buildRight, spec.origin);
    const left: Side = { input: spec.left, keys: spec.equal.map((pair) => pair.left) };
    const right: Side = { input: spec.right, keys: spec.equal.map((pair) => pair.right) };
    const once = (type === 'semi' || type === 'anti') && spec.condition === null;
    const [atHand, passing] = buildRight ? [right, left] : [left, right];
    this.table = spec.equal.length === 0 ? null : new JoinTable(atHand, passing, once);
  }

  /** The functions generated so far. */
  sources(): string[] {
    return [...(this.table?.sources() ?? []), ...(this.condition?.sources() ?? [])];
  }

  /** Takes the side at hand. */
  open(build: RecordBatch, runtime: StageRuntime): void {
    const { interner } = runtime;
    this.matched = new Uint8Array(this.keepsBuild ? build.length : 0);
    const { opened } = this;
    if (opened?.build === build && opened.interner === interner && opened.generation === interner.generation) return;
    this.build = build;
    this.opened = { build, interner, generation: interner.generation };
    this.table?.open(build, runtime);
  }

  /** Joins some rows of the passing side. */
  *probe(batch: RecordBatch, runtime: StageRuntime): Generator<RecordBatch> {
    if (this.table !== null) {
      yield this.finish(batch, this.table.find(batch, runtime), runtime);
      return;
    }
    const { length } = this.build!;
    const few = this.condition !== null && length <= FEW_AT_HAND;
    const rows = few ? ASKED_ROWS : Math.max(1, Math.floor(MOST_PAIRS / Math.max(1, length)));
    for (let at = 0; at < batch.length; at += rows) {
      const some = sliceBatch(batch, at, at + rows);
      if (few) yield this.finishWith(some, this.condition!.ofEveryPair(some, this.build!, runtime));
      else yield this.finish(some, everyPair(some.length, length), runtime);
    }
  }

  private finish(batch: RecordBatch, all: RowPairs, runtime: StageRuntime): RecordBatch {
    const { condition } = this;
    return this.finishWith(batch, condition === null ? all : condition.ofPairs(batch, this.build!, all, runtime));
  }

  private finishWith(batch: RecordBatch, pairs: RowPairs): RecordBatch {
    const { type } = this.spec;
    if (this.keepsBuild) for (let i = 0; i < pairs.build.length; i++) this.matched[pairs.build[i]!] = 1;
    if (type === 'semi' || type === 'anti') {
      const found = rowsFound(pairs.probe, batch.length);
      const rows = rowsWith(found, type === 'semi' ? 1 : 0);
      const columns = batch.columns.map((c) => takeVector(c, rows));
      return { schema: this.schema, columns, length: rows.length };
    }
    return this.compose(batch, this.keepsProbe ? withUnmatched(pairs, batch.length) : pairs, false);
  }

  /** The rows at hand that nobody matched, for the outer joins that keep them. */
  rest(emptyProbe: RecordBatch): RecordBatch | null {
    if (!this.keepsBuild) return null;
    const build = rowsWith(this.matched, 0);
    return this.compose(emptyProbe, { probe: new Int32Array(build.length).fill(-1), build }, true);
  }

  private compose(batch: RecordBatch, { probe, build }: RowPairs, probeMissing: boolean): RecordBatch {
    const unchanged = !probeMissing && isEveryRow(probe, batch.length);
    const passing = unchanged ? batch.columns : batch.columns.map((c) => takeVector(c, probe, probeMissing));
    const missing = this.keepsProbe && build.includes(-1);
    const atHand = this.build!.columns.map((c) => takeVector(c, build, missing));
    const columns = this.buildRight ? [...passing, ...atHand] : [...atHand, ...passing];
    return { schema: this.schema, columns, length: probe.length };
  }
}

function everyPair(probeRows: number, buildRows: number): RowPairs {
  const pairs = { probe: new Int32Array(probeRows * buildRows), build: new Int32Array(probeRows * buildRows) };
  let at = 0;
  for (let row = 0; row < probeRows; row++) {
    for (let match = 0; match < buildRows; match++, at++) {
      pairs.probe[at] = row;
      pairs.build[at] = match;
    }
  }
  return pairs;
}

function rowsFound(rows: Int32Array, length: number): Uint8Array {
  const found = new Uint8Array(length);
  for (let i = 0; i < rows.length; i++) found[rows[i]!] = 1;
  return found;
}

function rowsWith(flags: Uint8Array, wanted: 0 | 1): Int32Array<ArrayBuffer> {
  const rows = new Int32Array(flags.length);
  let count = 0;
  for (let row = 0; row < flags.length; row++) if (flags[row] === wanted) rows[count++] = row;
  return rows.subarray(0, count);
}

/** Whether the rows are all of them, once each. */
function isEveryRow(rows: Int32Array, length: number): boolean {
  if (rows.length !== length) return false;
  for (let i = 0; i < length; i++) if (rows[i] !== i) return false;
  return true;
}

/** The pairs with a pair for each passing row that has none. */
function withUnmatched({ probe, build }: RowPairs, length: number): RowPairs {
  const found = rowsFound(probe, length);
  let missing = 0;
  for (let row = 0; row < length; row++) if (found[row] === 0) missing++;
  if (missing === 0) return { probe, build };
  const pairs = { probe: new Int32Array(probe.length + missing), build: new Int32Array(probe.length + missing) };
  let [at, from] = [0, 0];
  for (let row = 0; row < length; row++) {
    if (found[row] === 0) {
      pairs.probe[at] = row;
      pairs.build[at++] = -1;
    }
    for (; from < probe.length && probe[from] === row; from++) {
      pairs.probe[at] = row;
      pairs.build[at++] = build[from]!;
    }
  }
  return pairs;
}
