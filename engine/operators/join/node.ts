import { emptyBatch } from '../../columnar/empty-batch.ts';
import type { RecordBatch } from '../../columnar/vector.ts';
import type { Attribute } from '../../expressions/typed.ts';
import { HashJoin } from './join.ts';
import type { JoinPlan } from './plan.ts';
import { collectBatches } from '../collect-batches.ts';
import type { BatchRun, PhysicalNode } from '../physical-node.ts';

/** A hash join: one side is built whole, the other passes by. */
export class JoinNode implements PhysicalNode {
  readonly output: readonly Attribute[];
  readonly children: readonly PhysicalNode[];
  readonly label: string;
  private readonly plan: JoinPlan;
  private readonly join: HashJoin;
  private readonly buildRight: boolean;

  constructor(plan: JoinPlan, left: PhysicalNode, right: PhysicalNode) {
    this.plan = plan;
    this.output = plan.output;
    this.children = [left, right];
    this.buildRight = !plan.right.streaming;
    this.label = `HashJoin ${plan.type} (${plan.equal.map((e) => `${e.left.name} = ${e.right.name}`).join(', ')})`;
    this.join = new HashJoin(
      {
        type: plan.type,
        left: plan.left.output,
        right: plan.right.output,
        equal: plan.equal,
        condition: plan.condition,
        output: plan.output,
        origin: plan.origin,
      },
      this.buildRight,
    );
  }

  generatedCode(): readonly string[] {
    return this.join.sources();
  }

  async *execute(run: BatchRun): AsyncIterable<RecordBatch> {
    const [left, right] = this.children as [PhysicalNode, PhysicalNode];
    const { runtime } = run.context;
    const [built, passing] = this.buildRight ? [right, left] : [left, right];
    this.join.open(await collectBatches(built, run), runtime);
    for await (const batch of passing.execute(run)) {
      await run.context.checkpoint();
      for (const out of this.join.probe(batch, runtime)) if (out.length > 0) yield out;
    }
    if (this.plan.streaming) return;
    const rest = this.join.rest(emptyBatch(passing.output));
    if (rest !== null && rest.length > 0) yield rest;
  }
}
