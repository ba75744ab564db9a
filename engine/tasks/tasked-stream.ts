import type { RecordBatch } from '../columnar/vector.ts';
import type { Attribute } from '../expressions/typed.ts';
import type { BatchRun, PhysicalNode } from '../operators/physical-node.ts';
import { eachPart, RunningFragment, type Fragment } from './fragment.ts';
import { guessedRows } from '../operators/scan/guessed-rows.ts';
import { sourceBytes, sourceParts } from './leaf-parts.ts';
import { rowsOf } from './tasked-nodes.ts';
import { partSize, type TaskSizes } from './task-sizes.ts';

/**
 * Rows of a micro-batch's part of a stream, read and gone through their first steps in tasks where there are many. What
 * has state, and what watches event times, stays on the query's thread.
 */
export class TaskedStream implements PhysicalNode {
  readonly output: readonly Attribute[];
  readonly children: readonly PhysicalNode[];
  readonly label: string;
  private readonly fragment: Fragment;
  private readonly slot: number;
  private readonly read: number;
  private readonly sizes: TaskSizes;
  private readonly alone: PhysicalNode;

  /**
   * @param read the stream's place among the plan's reads, and its slot
   * @param alone what makes the same rows on this thread
   */
  constructor(
    fragment: Fragment,
    { read, slot, sizes }: { readonly read: number; readonly slot: number; readonly sizes: TaskSizes },
    alone: PhysicalNode,
  ) {
    this.fragment = fragment;
    this.read = read;
    this.slot = slot;
    this.sizes = sizes;
    this.alone = alone;
    this.output = alone.output;
    // Which way a batch goes is seen when it is there: the plan shows what is done.
    this.children = alone.children;
    this.label = alone.label;
  }

  generatedCode(): readonly string[] {
    return this.alone.generatedCode?.() ?? [];
  }

  async *execute(run: BatchRun): AsyncIterable<RecordBatch> {
    const { slot, sizes, fragment } = this;
    const { pool } = fragment;
    const whole = run.cutStream(slot, Infinity);
    const total = whole === null ? 0 : guessedRows(whole.parts);
    if (total < sizes.fewest) return yield* this.alone.execute(run);
    const { parts, seen } = run.cutStream(slot, sourceBytes(partSize(total, pool.size, sizes)))!;
    const cut = { ...fragment, parts: sourceParts(parts, this.read, 0) };
    const tasks = { does: { kind: 'rows' }, shares: null, tasks: eachPart(cut), ahead: 2 * pool.size } as const;
    const running = await RunningFragment.begin(cut, run);
    if (running === null) return yield* this.alone.execute(run);
    run.tookStream(slot, seen, { rows: 0, malformed: 0 });
    for await (const answer of running.answers(tasks)) {
      if (answer.gives === 'rows') run.tookStream(slot, [], answer.read);
      for (const batch of rowsOf(answer)) {
        await run.context.checkpoint();
        yield batch;
      }
    }
  }
}
