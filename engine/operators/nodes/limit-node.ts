import type { RecordBatch } from '../../columnar/vector.ts';
import type { Attribute } from '../../expressions/typed.ts';
import type { LimitOperator } from '../limit.ts';
import type { BatchRun, PhysicalNode } from '../physical-node.ts';

/** The first rows. */
export class LimitNode implements PhysicalNode {
  readonly output: readonly Attribute[];
  readonly children: readonly PhysicalNode[];
  readonly label = 'Limit';
  private readonly child: PhysicalNode;
  private readonly operator: LimitOperator;

  constructor(child: PhysicalNode, operator: LimitOperator) {
    this.child = child;
    this.children = [child];
    this.output = child.output;
    this.operator = operator;
  }

  async *execute(run: BatchRun): AsyncIterable<RecordBatch> {
    this.operator.beginBatch();
    if (this.operator.takesNothing) return;
    for await (const batch of this.child.execute(run)) {
      const out = this.operator.add(batch);
      if (out.length > 0) yield out;
      // A stream's operators below must see all rows of the batch; a batch query may stop reading.
      if (this.operator.satisfied && !run.context.streaming) break;
    }
    const metrics = this.operator.finishBatch(run.context);
    if (metrics !== null) run.report(metrics);
  }
}
