import type { RecordBatch } from '../../columnar/vector.ts';
import type { Attribute } from '../../expressions/typed.ts';
import { SortSpill } from './sort-spill.ts';
import type { SortOperator } from './sort.ts';
import type { BatchRun, PhysicalNode } from '../physical-node.ts';

/** All rows in order. */
export class SortNode implements PhysicalNode {
  readonly output: readonly Attribute[];
  readonly children: readonly PhysicalNode[];
  readonly label = 'Sort';
  private readonly child: PhysicalNode;
  private readonly operator: SortOperator;

  constructor(child: PhysicalNode, operator: SortOperator) {
    this.child = child;
    this.children = [child];
    this.output = child.output;
    this.operator = operator;
  }

  async *execute(run: BatchRun): AsyncIterable<RecordBatch> {
    if (run.memory !== null) {
      const spill = new SortSpill(this.operator, run.memory, run.context);
      for await (const batch of this.child.execute(run)) await spill.add(batch);
      yield* spill.sorted();
      return;
    }
    const batches: RecordBatch[] = [];
    for await (const batch of this.child.execute(run)) batches.push(batch);
    const sorted = this.operator.sort(batches, run.context.runtime);
    if (sorted !== null && sorted.length > 0) yield sorted;
  }
}
