import { emptyBatch } from '../../columnar/empty-batch.ts';
import type { RecordBatch } from '../../columnar/vector.ts';
import type { Attribute } from '../../expressions/typed.ts';
import { joinedWithHeld } from './held-side.ts';
import { HashJoin } from './join.ts';
import { joinLabel, joinSpec, type JoinPlan, type JoinSpec } from './plan.ts';
import type { BatchRun, PhysicalNode } from '../physical-node.ts';

/** A hash join: one side is built whole, the other passes by. */
export class JoinNode implements PhysicalNode {
  readonly output: readonly Attribute[];
  readonly children: readonly PhysicalNode[];
  readonly label: string;
  private readonly plan: JoinPlan;
  private readonly spec: JoinSpec;
  private readonly join: HashJoin;
  private readonly buildRight: boolean;

  constructor(plan: JoinPlan, left: PhysicalNode, right: PhysicalNode) {
    this.plan = plan;
    this.output = plan.output;
    this.children = [left, right];
    this.buildRight = plan.build === 'right';
    this.label = joinLabel(plan);
    this.spec = joinSpec(plan);
    this.join = new HashJoin(this.spec, this.buildRight);
  }

  generatedCode(): readonly string[] {
    return this.join.sources();
  }

  execute(run: BatchRun): AsyncIterable<RecordBatch> {
    const { spec, buildRight } = this;
    const [built, passing] = this.sides;
    return joinedWithHeld(
      { spec, buildRight, built },
      run,
      (build) => this.executeWith(build, run),
      () => passing.execute(run),
    );
  }

  /** The side that is built, and the other. */
  private get sides(): [PhysicalNode, PhysicalNode] {
    const [left, right] = this.children as [PhysicalNode, PhysicalNode];
    return this.buildRight ? [right, left] : [left, right];
  }

  private async *executeWith(build: RecordBatch, run: BatchRun): AsyncIterable<RecordBatch> {
    const { runtime } = run.context;
    const [, passing] = this.sides;
    this.join.open(build, runtime);
    for await (const batch of passing.execute(run)) {
      await run.context.checkpoint();
      for (const out of this.join.probe(batch, runtime)) if (out.length > 0) yield out;
    }
    if (this.plan.streaming) return;
    const rest = this.join.rest(emptyBatch(passing.output));
    if (rest !== null && rest.length > 0) yield rest;
  }
}
