import type { RecordBatch } from '../../columnar/vector.ts';
import type { Attribute } from '../../expressions/typed.ts';
import type { PhysicalNode } from '../physical-node.ts';

/** `limit(0)`: nothing has to be read. */
export class NothingNode implements PhysicalNode {
  readonly output: readonly Attribute[];
  readonly children: readonly PhysicalNode[];
  readonly label = 'Limit';

  constructor(child: PhysicalNode) {
    this.children = [child];
    this.output = child.output;
  }

  async *execute(): AsyncIterable<RecordBatch> {
    return;
  }
}
