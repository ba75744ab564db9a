import type { RecordBatch } from '../../columnar/vector.ts';
import type { Attribute } from '../../expressions/typed.ts';
import type { AggregateOperator } from '../aggregate.ts';
import { localContext } from '../batch-context.ts';
import { columnNames, type BatchRun, type PhysicalNode } from '../physical-node.ts';

/** Groups: all of them at the end of a batch query, what a micro-batch gives in a stream. */
export class AggregateNode implements PhysicalNode {
  readonly output: readonly Attribute[];
  readonly children: readonly PhysicalNode[];
  readonly label: string;
  private readonly child: PhysicalNode;
  private readonly operator: AggregateOperator;
  private readonly streaming: boolean;

  constructor(output: readonly Attribute[], child: PhysicalNode, operator: AggregateOperator, streaming: boolean) {
    this.output = output;
    this.child = child;
    this.children = [child];
    this.operator = operator;
    this.streaming = streaming;
    const aggregates = operator.aggregates.map((a) => a.attribute.name).join(', ');
    this.label = `Aggregate (keys=[${columnNames(operator.keys)}], results=[${aggregates}])`;
  }

  generatedCode(): readonly string[] {
    return this.operator.sources();
  }

  async *execute(run: BatchRun): AsyncIterable<RecordBatch> {
    const context = localContext(run.context, this.streaming);
    if (!this.streaming) this.operator.state.tables.clear();
    this.operator.beginBatch(context);
    for await (const batch of this.child.execute(run)) {
      await context.checkpoint();
      this.operator.add(batch, context);
    }
    const { output, metrics } = this.operator.finishBatch(context);
    if (this.streaming) run.report(metrics);
    if (output.length > 0) yield output;
  }
}
