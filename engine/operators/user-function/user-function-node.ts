import type { RecordBatch, Vector } from '../../columnar/vector.ts';
import type { Attribute } from '../../expressions/typed.ts';
import { struct } from '../../types/data-type.ts';
import type { BatchRun, PhysicalNode } from '../physical-node.ts';
import type { UserFunctionCall, UserFunctionPlan } from './plan.ts';

/** Sends the arguments of each block to the user's thread and appends what comes back. */
export class UserFunctionNode implements PhysicalNode {
  readonly output: readonly Attribute[];
  readonly children: readonly PhysicalNode[];
  readonly label: string;
  private readonly child: PhysicalNode;
  private readonly calls: readonly UserFunctionCall[];

  constructor({ calls, output }: UserFunctionPlan, child: PhysicalNode) {
    this.child = child;
    this.children = [child];
    this.calls = calls;
    this.output = output;
    this.label = `UserFunction [${calls.map(({ name }) => name).join(', ')}]`;
  }

  async *execute(run: BatchRun): AsyncIterable<RecordBatch> {
    const places = new Map(this.child.output.map((a, i) => [a.id, i]));
    const schema = struct(this.output.map(({ name, type, nullable }) => ({ name, type, nullable })));
    for await (const batch of this.child.execute(run)) {
      await run.context.checkpoint();
      const made = new Map<number, Vector>();
      for (const call of this.calls) made.set(call.result.id, await resultsOf(call, batch, places, run));
      const columns = this.output.map(({ id }) => made.get(id) ?? batch.columns[places.get(id)!]!);
      yield { schema, columns, length: batch.length };
    }
  }
}

function resultsOf(
  { functionId, args, result }: UserFunctionCall,
  batch: RecordBatch,
  places: ReadonlyMap<number, number>,
  run: BatchRun,
): Promise<Vector> {
  const fields = args.map(({ type, nullable }, i) => ({ name: String(i), type, nullable }));
  const columns = args.map(({ id }) => batch.columns[places.get(id)!]!);
  return run.callUser(functionId, { schema: struct(fields), columns, length: batch.length }, result.type);
}
