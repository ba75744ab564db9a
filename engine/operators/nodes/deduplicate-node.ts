import type { RecordBatch } from '../../columnar/vector.ts';
import type { Attribute } from '../../expressions/typed.ts';
import type { DeduplicateOperator } from '../deduplicate.ts';
import { localContext } from '../batch-context.ts';
import type { BatchRun, PhysicalNode } from '../physical-node.ts';

/** The first row of each key. */
export class DeduplicateNode implements PhysicalNode {
  readonly output: readonly Attribute[];
  readonly children: readonly PhysicalNode[];
  readonly label = 'Deduplicate';
  private readonly child: PhysicalNode;
  private readonly operator: DeduplicateOperator;
  private readonly streaming: boolean;

  constructor(child: PhysicalNode, operator: DeduplicateOperator, streaming: boolean) {
    this.child = child;
    this.children = [child];
    this.output = child.output;
    this.operator = operator;
    this.streaming = streaming;
  }

  generatedCode(): readonly string[] {
    return this.operator.sources();
  }

  async *execute(run: BatchRun): AsyncIterable<RecordBatch> {
    const context = localContext(run.context, this.streaming);
    if (!this.streaming) this.operator.state.tables.clear();
    this.operator.beginBatch();
    for await (const batch of this.child.execute(run)) {
      await context.checkpoint();
      const out = this.operator.add(batch, context);
      if (out.length > 0) yield out;
    }
    const metrics = this.operator.finishBatch(context);
    if (this.streaming) run.report(metrics);
  }
}
