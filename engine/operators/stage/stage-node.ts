import { RowStage } from '../../codegen/row-stage.ts';
import type { Step } from '../../codegen/step.ts';
import type { RecordBatch } from '../../columnar/vector.ts';
import type { Attribute } from '../../expressions/typed.ts';
import { columnNames, type BatchRun, type PhysicalNode } from '../physical-node.ts';

/** Row-wise steps, in one generated function. */
export class StageNode implements PhysicalNode {
  readonly children: readonly PhysicalNode[];
  readonly output: readonly Attribute[];
  readonly label: string;
  private readonly child: PhysicalNode;
  private readonly stage: RowStage;

  constructor(child: PhysicalNode, steps: readonly Step[], output: readonly Attribute[]) {
    this.child = child;
    this.children = [child];
    this.output = output;
    this.stage = new RowStage(child.output, steps, output);
    this.label = `Stage (${steps.map((s) => s.step).join(', ') || 'select'}) [${columnNames(output)}]`;
  }

  generatedCode(): readonly string[] {
    return this.stage.sources();
  }

  async *execute(run: BatchRun): AsyncIterable<RecordBatch> {
    for await (const batch of this.child.execute(run)) {
      await run.context.checkpoint();
      const out = this.stage.run(batch, run.context.runtime);
      if (out.length > 0) yield out;
    }
  }
}
