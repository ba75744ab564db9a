import { RowStage } from '../codegen/row-stage.ts';
import type { StageRuntime } from '../codegen/stage.ts';
import { takeVector } from '../columnar/take.ts';
import type { RecordBatch, Scalar } from '../columnar/vector.ts';
import { freshColumnId, type Attribute, type TypedExpression } from '../expressions/typed.ts';
import { StateTable } from '../state/state-table.ts';
import { BOOLEAN, struct } from '../types/data-type.ts';
import { flattenKeys } from './key-columns.ts';
import { keyReader } from './key-reader.ts';
import type { Origin } from '../types/origin.ts';

export type JoinType = 'inner' | 'left' | 'right' | 'full' | 'semi' | 'anti' | 'cross';

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

/**
 * A hash join in which one side is at hand as a whole (a batch DataFrame) and the other passes by. Rows of the passing
 * side keep their order.
 */
export class HashJoin {
  private readonly spec: JoinSpec;
  /** Whether the right side is the one at hand. */
  private readonly buildRight: boolean;
  private readonly condition: RowStage | null;
  private build: RecordBatch | null = null;
  private table: StateTable | null = null;
  private chains: Int32Array[] = [];
  private matched: Uint8Array = new Uint8Array(0);

  constructor(spec: JoinSpec, buildRight: boolean) {
    this.spec = spec;
    this.buildRight = buildRight;
    const all = [...spec.left, ...spec.right];
    const verdict: Attribute = { id: freshColumnId(), name: 'holds', type: BOOLEAN, nullable: true };
    this.condition =
      spec.condition === null
        ? null
        : new RowStage(
            all,
            [{ step: 'project', columns: [{ attribute: verdict, expression: spec.condition }], origin: spec.origin }],
            [verdict],
          );
  }

  /** Takes the side at hand. */
  open(build: RecordBatch, runtime: StageRuntime): void {
    this.build = build;
    this.matched = new Uint8Array(build.length);
    const keys = this.spec.equal.map((pair) => (this.buildRight ? pair.right : pair.left));
    const attributes = this.buildRight ? this.spec.right : this.spec.left;
    const table = new StateTable(flattenKeys(nullableKeys(keys)), []);
    const read = keyReader(build, nullableKeys(keys), positionsOf(keys, attributes), runtime.interner);
    const chains: number[][] = [];
    const key: Scalar[] = [];
    for (let row = 0; row < build.length; row++) {
      read(row, key);
      if (hasNull(key, keys)) continue;
      const at = table.upsert(key);
      (chains[at] ??= []).push(row);
    }
    this.table = table;
    this.chains = chains.map((rows) => Int32Array.from(rows));
  }

  /** Joins some rows of the passing side. */
  probe(batch: RecordBatch, runtime: StageRuntime): RecordBatch {
    const build = this.build!;
    const keys = this.spec.equal.map((pair) => (this.buildRight ? pair.left : pair.right));
    const attributes = this.buildRight ? this.spec.left : this.spec.right;
    const read = keyReader(batch, nullableKeys(keys), positionsOf(keys, attributes), runtime.interner);
    const every = this.spec.equal.length === 0 ? Int32Array.from({ length: build.length }, (_, i) => i) : null;
    const probeRows: number[] = [];
    const buildRows: number[] = [];
    const key: Scalar[] = [];
    for (let row = 0; row < batch.length; row++) {
      let matches: Int32Array | null = every;
      if (matches === null) {
        read(row, key);
        const at = hasNull(key, keys) ? -1 : this.table!.find(key);
        if (at < 0) continue;
        matches = this.chains[at] ?? null;
      }
      for (const match of matches!) {
        probeRows.push(row);
        buildRows.push(match);
      }
    }
    return this.finish(batch, Int32Array.from(probeRows), Int32Array.from(buildRows), runtime);
  }

  private finish(batch: RecordBatch, probe: Int32Array, build: Int32Array, runtime: StageRuntime): RecordBatch {
    const { type } = this.spec;
    const [probeRows, buildRows] =
      this.condition === null ? [probe, build] : this.passing(batch, probe, build, runtime);
    const found = new Uint8Array(batch.length);
    for (const row of probeRows) found[row] = 1;
    for (const row of buildRows) this.matched[row] = 1;
    const keepsProbe = this.buildRight ? type === 'left' || type === 'full' : type === 'right' || type === 'full';
    if (type === 'semi' || type === 'anti') {
      const wanted = type === 'semi' ? 1 : 0;
      const rows: number[] = [];
      for (let row = 0; row < batch.length; row++) if (found[row] === wanted) rows.push(row);
      return this.compose(batch, Int32Array.from(rows), null);
    }
    if (!keepsProbe) return this.compose(batch, probeRows, buildRows);
    const outRows: number[] = [];
    const outBuild: number[] = [];
    let at = 0;
    for (let row = 0; row < batch.length; row++) {
      if (found[row] === 0) {
        outRows.push(row);
        outBuild.push(-1);
      }
      for (; at < probeRows.length && probeRows[at] === row; at++) {
        outRows.push(row);
        outBuild.push(buildRows[at]!);
      }
    }
    return this.compose(batch, Int32Array.from(outRows), Int32Array.from(outBuild));
  }

  /** The rows at hand that nobody matched, for the outer joins that keep them. */
  rest(probeSchema: RecordBatch['schema'], emptyProbe: RecordBatch): RecordBatch | null {
    const { type } = this.spec;
    const keepsBuild = type === 'full' || (this.buildRight ? type === 'right' : type === 'left');
    if (!keepsBuild) return null;
    const rows: number[] = [];
    for (let row = 0; row < this.matched.length; row++) if (this.matched[row] === 0) rows.push(row);
    const probe = { ...emptyProbe, schema: probeSchema };
    return this.compose(probe, new Int32Array(rows.length).fill(-1), Int32Array.from(rows), true);
  }

  private passing(
    batch: RecordBatch,
    probe: Int32Array,
    build: Int32Array,
    runtime: StageRuntime,
  ): [Int32Array, Int32Array] {
    const columns = this.columns(batch, probe, build, false);
    const joined: RecordBatch = { schema: struct([]), columns, length: probe.length };
    const verdict = this.condition!.run(joined, runtime).columns[0]! as { data: Uint8Array; valid: Uint8Array | null };
    const kept: number[] = [];
    for (let i = 0; i < probe.length; i++) {
      if (verdict.data[i] === 1 && (verdict.valid === null || verdict.valid[i] === 1)) kept.push(i);
    }
    return [Int32Array.from(kept, (i) => probe[i]!), Int32Array.from(kept, (i) => build[i]!)];
  }

  private columns(
    batch: RecordBatch,
    probe: Int32Array,
    build: Int32Array,
    probeMissing: boolean,
  ): RecordBatch['columns'] {
    const passing = batch.columns.map((c) => takeVector(c, probe, probeMissing));
    const atHand = this.build!.columns.map((c) => takeVector(c, build, true));
    return this.buildRight ? [...passing, ...atHand] : [...atHand, ...passing];
  }

  private compose(batch: RecordBatch, probe: Int32Array, build: Int32Array | null, probeMissing = false): RecordBatch {
    const schema = struct(this.spec.output.map(({ name, type, nullable }) => ({ name, type, nullable })));
    if (build === null)
      return { schema, columns: batch.columns.map((c) => takeVector(c, probe)), length: probe.length };
    return { schema, columns: this.columns(batch, probe, build, probeMissing), length: probe.length };
  }
}

const positionsOf = (keys: readonly Attribute[], attributes: readonly Attribute[]): number[] =>
  keys.map((k) => attributes.findIndex((a) => a.id === k.id));

/** Both sides flatten alike whatever their nullability. */
const nullableKeys = (keys: readonly Attribute[]): Attribute[] => keys.map((k) => ({ ...k, nullable: true }));

/** NULL keys never match; `-1` is the id of null. */
function hasNull(key: readonly Scalar[], keys: readonly Attribute[]): boolean {
  const fields = flattenKeys(nullableKeys(keys));
  return key.some(
    (part, i) =>
      part === null || (part === -1 && idLike(fields[i]!.type.kind)) || (part === 0 && fields[i]!.presence === true),
  );
}

const NUMBER_KINDS = new Set(['boolean', 'byte', 'short', 'integer', 'date', 'year_month_interval', 'float', 'double']);
const idLike = (kind: string): boolean => !NUMBER_KINDS.has(kind);
