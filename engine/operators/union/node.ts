import type { RecordBatch } from '../../columnar/vector.ts';
import type { Attribute } from '../../expressions/typed.ts';
import type { BatchRun, PhysicalNode } from '../physical-node.ts';

/** The rows of all children, one after another. */
export class UnionNode implements PhysicalNode {
  readonly output: readonly Attribute[];
  readonly children: readonly PhysicalNode[];
  readonly label = 'Union';

  constructor(output: readonly Attribute[], children: readonly PhysicalNode[]) {
    this.output = output;
    this.children = children;
  }

  async *execute(run: BatchRun): AsyncIterable<RecordBatch> {
    for (const child of this.children) yield* child.execute(run);
  }
}
