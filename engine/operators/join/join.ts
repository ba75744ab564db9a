import type { StageRuntime } from '../../codegen/generated-runtime.ts';
import { Stage } from '../../codegen/stage.ts';
import type { Step } from '../../codegen/step.ts';
import { sliceBatch, takeVector } from '../../columnar/take.ts';
import type { RecordBatch } from '../../columnar/vector.ts';
import type { Attribute } from '../../expressions/typed.ts';
import { struct, type StructType } from '../../types/data-type.ts';
import { BuildSide } from './build-side.ts';
import { JoinLookup } from './join-lookup.ts';
import { PairWriter } from './pair-writer.ts';
import type { JoinSpec, JoinType } from './plan.ts';

/**
 * A hash join in which one side is at hand as a whole (a batch DataFrame) and the other passes by. Rows of the passing
 * side keep their order.
 */
export class HashJoin {
  private readonly spec: JoinSpec;
  /** Whether the right side is the one at hand. */
  private readonly buildRight: boolean;
  private readonly schema: StructType;
  private readonly side: BuildSide;
  private readonly pairs: PairWriter;
  private readonly stage: Stage;
  private readonly keepsBuild: boolean;
  private matched = new Uint8Array(0);

  constructor(spec: JoinSpec, buildRight: boolean) {
    this.spec = spec;
    this.buildRight = buildRight;
    this.keepsBuild = keepsBuild(spec.type, buildRight);
    this.schema = struct(spec.output.map(({ name, type: of, nullable }) => ({ name, type: of, nullable })));
    const lookup = joinLookup(spec, buildRight);
    this.side = lookup.side;
    this.pairs = new PairWriter(lookup);
    const step: Step = { step: 'lookup', lookup, origin: spec.origin };
    this.stage = new Stage(buildRight ? spec.left : spec.right, [step], this.pairs);
  }

  /** The functions generated so far. */
  sources(): string[] {
    return [...this.side.sources(), ...this.stage.sources()];
  }

  /** Takes the side at hand. */
  open(build: RecordBatch, runtime: StageRuntime): void {
    this.matched = new Uint8Array(this.keepsBuild ? build.length : 0);
    this.side.open(build, runtime);
  }

  /** Joins some rows of the passing side. */
  *probe(batch: RecordBatch, runtime: StageRuntime): Generator<RecordBatch> {
    for (const some of slicesFor(this.side, batch)) {
      this.stage.run(some, runtime);
      const { probe, build } = this.pairs.take();
      if (this.keepsBuild) for (let i = 0; i < build.length; i++) if (build[i]! >= 0) this.matched[build[i]!] = 1;
      yield this.compose(some, probe, build, false);
    }
  }

  /** The rows at hand that nobody matched, for the outer joins that keep them. */
  rest(emptyProbe: RecordBatch): RecordBatch | null {
    if (!this.keepsBuild) return null;
    const build = rowsWithout(this.matched);
    return this.compose(emptyProbe, new Int32Array(build.length).fill(-1), build, true);
  }

  private compose(batch: RecordBatch, probe: Int32Array, build: Int32Array, probeMissing: boolean): RecordBatch {
    const unchanged = !probeMissing && isEveryRow(probe, batch.length);
    const passing = unchanged ? batch.columns : batch.columns.map((c) => takeVector(c, probe, probeMissing));
    const half = this.spec.type === 'semi' || this.spec.type === 'anti';
    const missing = !half && build.includes(-1);
    const atHand = half ? [] : this.side.batch.columns.map((c) => takeVector(c, build, missing));
    const columns = this.buildRight ? [...passing, ...atHand] : [...atHand, ...passing];
    return { schema: this.schema, columns, length: probe.length };
  }
}

/** Whether rows of the side at hand that nobody matched are rows of the join. */
export const keepsBuild = (type: JoinType, buildRight: boolean): boolean =>
  type === 'full' || type === (buildRight ? 'right' : 'left');

/** How the passing rows of a join find those at hand. */
export function joinLookup({ type, left, right, equal, condition }: JoinSpec, buildRight: boolean): JoinLookup {
  const of = (side: 'left' | 'right'): Attribute[] => equal.map((pair) => pair[side]);
  const side = buildRight ? new BuildSide(right, of('right'), condition) : new BuildSide(left, of('left'), condition);
  const keepsProbe = type === 'full' || type === (buildRight ? 'left' : 'right');
  const lookup = type === 'semi' || type === 'anti' ? type : keepsProbe ? 'outer' : 'inner';
  return new JoinLookup(lookup, side, of(buildRight ? 'left' : 'right'), condition);
}

/** Pairs that are made at once, about: what they are read from and written to stays in the cache. */
const MOST_PAIRS = 1 << 16;

/** Passing rows in slices that do not find too many rows each. */
export function* slicesFor(side: BuildSide, batch: RecordBatch): Generator<RecordBatch> {
  const rows = Math.max(1, Math.floor(MOST_PAIRS / Math.max(1, side.fan)));
  if (rows >= batch.length) yield batch;
  else for (let at = 0; at < batch.length; at += rows) yield sliceBatch(batch, at, at + rows);
}

function rowsWithout(flags: Uint8Array): Int32Array<ArrayBuffer> {
  const rows = new Int32Array(flags.length);
  let count = 0;
  for (let row = 0; row < flags.length; row++) if (flags[row] === 0) rows[count++] = row;
  return rows.subarray(0, count);
}

/** Whether the rows are all of them, once each. */
function isEveryRow(rows: Int32Array, length: number): boolean {
  if (rows.length !== length) return false;
  for (let i = 0; i < length; i++) if (rows[i] !== i) return false;
  return true;
}
