import type { RecordBatch } from '../../columnar/vector.ts';
import type { Attribute } from '../../expressions/typed.ts';
import type { BatchRun, PhysicalNode, RowWise } from '../physical-node.ts';
import { StageNode } from '../stage/stage-node.ts';
import { joinedWithHeld, type HeldJoin } from './held-side.ts';
import { slicesFor } from './join.ts';
import type { JoinLookup } from './join-lookup.ts';
import type { JoinSpec } from './plan.ts';

/**
 * The rows of the passing side of a join whose pairs the generated function above makes, with the other side at hand.
 * Where that side is too large for the memory, the join is made here, and the rows are joined already.
 */
export class JoinedInput implements PhysicalNode, HeldJoin {
  readonly output: readonly Attribute[];
  readonly children: readonly PhysicalNode[];
  readonly label: string;
  readonly spec: JoinSpec;
  readonly buildRight: boolean;
  private readonly lookup: JoinLookup;
  private readonly passing: RowWise;
  readonly built: PhysicalNode;

  constructor(
    label: string,
    join: { readonly spec: JoinSpec; readonly buildRight: boolean; readonly lookup: JoinLookup },
    passing: RowWise,
    built: PhysicalNode,
  ) {
    this.label = label;
    this.spec = join.spec;
    this.buildRight = join.buildRight;
    this.lookup = join.lookup;
    this.passing = passing;
    this.built = built;
    this.output = passing.child.output;
    this.children = join.buildRight ? [passing.child, built] : [built, passing.child];
  }

  generatedCode(): readonly string[] {
    return this.lookup.side.sources();
  }

  async *execute(run: BatchRun): AsyncIterable<RecordBatch> {
    const { lookup, spec } = this;
    lookup.joined = null;
    yield* joinedWithHeld(
      this,
      run,
      (build) => this.passed(build, run),
      () => {
        lookup.joined = spec.output;
        const { child, steps } = this.passing;
        return new StageNode(child, steps, this.buildRight ? spec.left : spec.right).execute(run);
      },
    );
  }

  private async *passed(build: RecordBatch, run: BatchRun): AsyncIterable<RecordBatch> {
    const { side } = this.lookup;
    side.open(build, run.context.runtime);
    for await (const batch of this.passing.child.execute(run)) yield* slicesFor(side, batch);
  }
}
