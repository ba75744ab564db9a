import type { RecordBatch } from '../columnar/vector.ts';
import type { Attribute } from '../expressions/typed.ts';
import { NO_WATERMARK, type BatchContext } from './batch-context.ts';
import type { BatchRun, PhysicalNode } from './physical-node.ts';
import type { Spilling, StartSpilling } from './spill/spilling.ts';
import type { BatchOperator, StatefulOperator } from './stateful-operator.ts';

/** Runs an operator over the rows of its inputs, one input after the other. */
export class OperatorNode implements PhysicalNode {
  readonly output: readonly Attribute[];
  readonly children: readonly PhysicalNode[];
  readonly label: string;
  readonly operator: BatchOperator;
  private readonly stateful: StatefulOperator | null;
  readonly spilling: StartSpilling | null;

  /**
   * @param stateful the operator again where it is one of a stream, which has state and a watermark
   * @param spilling how a run goes on in which it holds too much
   */
  constructor(
    label: string,
    output: readonly Attribute[],
    children: readonly PhysicalNode[],
    operator: BatchOperator,
    stateful: StatefulOperator | null,
    spilling: StartSpilling | null = null,
  ) {
    this.label = label;
    this.output = output;
    this.children = children;
    this.operator = operator;
    this.stateful = stateful;
    this.spilling = spilling;
  }

  generatedCode(): readonly string[] {
    return this.operator.sources?.() ?? [];
  }

  async *execute(run: BatchRun): AsyncIterable<RecordBatch> {
    const { operator } = this;
    const context = this.contextOf(run);
    operator.beginBatch(context);
    const { memory } = run;
    if (memory !== null && this.spilling !== null) yield* this.executeSpilling(run, this.spilling(memory, context));
    else yield* this.executeInMemory(run, context);
  }

  private async *executeInMemory(run: BatchRun, context: BatchContext): AsyncIterable<RecordBatch> {
    const { operator } = this;
    for (const [input, child] of this.children.entries()) {
      for await (const batch of child.execute(run)) {
        await context.checkpoint();
        const out = operator.add(batch, context, input);
        if (out !== null && out.length > 0) yield out;
        // A stream's operators below must see all rows of the batch; a batch query may stop reading.
        if (operator.satisfied === true && !run.context.streaming) break;
      }
    }
    const rest = await operator.finishBatch(context);
    if (rest !== null && rest.length > 0) yield rest;
  }

  private async *executeSpilling(run: BatchRun, spilling: Spilling): AsyncIterable<RecordBatch> {
    const { operator } = this;
    try {
      for (const [input, child] of this.children.entries()) {
        for await (const batch of child.execute(run)) {
          await run.context.checkpoint();
          const out = await spilling.after(batch, operator.add(batch, spilling.context, input));
          if (out !== null && out.length > 0) yield out;
        }
      }
      if (spilling.spilled) yield* spilling.rest();
      else {
        const rest = await operator.finishBatch(spilling.context);
        if (rest !== null && rest.length > 0) yield rest;
      }
    } finally {
      spilling.close();
    }
  }

  /** What is not streaming inside a streaming query knows of no watermark. */
  contextOf(run: BatchRun): BatchContext {
    const { context, callUser } = run;
    if (this.stateful === null) return { ...context, callUser, ...NO_WATERMARK, streaming: false };
    return { ...context, callUser, ...run.watermarkOf(this.stateful) };
  }
}
