import type { RecordBatch } from '../../columnar/vector.ts';
import type { Attribute } from '../../expressions/typed.ts';
import { collectBatches } from '../collect-batches.ts';
import type { BatchRun, PhysicalNode, RowWise } from '../physical-node.ts';
import { StageNode } from '../stage/stage-node.ts';
import { JoinSpill } from './join-spill.ts';
import { slicesFor } from './join.ts';
import type { JoinLookup } from './join-lookup.ts';
import type { JoinSpec } from './plan.ts';

/**
 * The rows of the passing side of a join whose pairs the generated function above makes, with the other side at hand.
 * Where that side is too large for the memory, the join is made here, and the rows are joined already.
 */
export class JoinedInput implements PhysicalNode {
  readonly output: readonly Attribute[];
  readonly children: readonly PhysicalNode[];
  readonly label: string;
  private readonly spec: JoinSpec;
  private readonly buildRight: boolean;
  private readonly lookup: JoinLookup;
  private readonly passing: RowWise;
  private readonly built: PhysicalNode;

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
    this.lookup.joined = null;
    const { memory, context } = run;
    if (memory === null) {
      yield* this.passed(await collectBatches(this.built, run), run);
      return;
    }
    const spill = new JoinSpill(this.spec, this.buildRight, memory, context);
    try {
      for await (const batch of this.built.execute(run)) await spill.addBuild(batch);
      if (!spill.spilled) {
        yield* this.passed(spill.takeBuild(this.built.output), run);
        return;
      }
      const { child, steps } = this.passing;
      const side = this.buildRight ? this.spec.left : this.spec.right;
      for await (const batch of new StageNode(child, steps, side).execute(run)) await spill.addProbe(batch);
      this.lookup.joined = this.spec.output;
      yield* spill.joined();
    } finally {
      spill.close();
    }
  }

  private async *passed(build: RecordBatch, run: BatchRun): AsyncIterable<RecordBatch> {
    const { side } = this.lookup;
    side.open(build, run.context.runtime);
    for await (const batch of this.passing.child.execute(run)) yield* slicesFor(side, batch);
  }
}
