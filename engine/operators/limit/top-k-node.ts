import type { RecordBatch } from '../../columnar/vector.ts';
import type { Attribute } from '../../expressions/typed.ts';
import type { BatchRun, PhysicalNode } from '../physical-node.ts';
import type { TopOperator } from './top-k.ts';

/** The first rows in order: a limit on a sort. */
export class TopNode implements PhysicalNode {
  readonly output: readonly Attribute[];
  readonly children: readonly PhysicalNode[];
  readonly label: string;
  private readonly child: PhysicalNode;
  private readonly operator: TopOperator;
  private readonly offset: number;

  constructor(child: PhysicalNode, operator: TopOperator, count: number, offset: number) {
    this.child = child;
    this.children = [child];
    this.output = child.output;
    this.operator = operator;
    this.offset = offset;
    this.label = `TakeOrdered (limit=${count}${offset === 0 ? '' : `, offset=${offset}`})`;
  }

  async *execute(run: BatchRun): AsyncIterable<RecordBatch> {
    this.operator.begin();
    for await (const batch of this.child.execute(run)) {
      await run.context.checkpoint();
      this.operator.add(batch, run.context.runtime);
    }
    const top = this.operator.finish(this.offset);
    if (top !== null && top.length > 0) yield top;
  }
}
