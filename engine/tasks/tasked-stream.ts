import type { RecordBatch } from '../columnar/vector.ts';
import type { Attribute } from '../expressions/typed.ts';
import type { BatchRun, PhysicalNode } from '../operators/physical-node.ts';
import { RunningFragment, type Fragment } from './fragment.ts';
import { streamTasks, type StreamPlace } from './stream-parts.ts';
import { rowsOf } from './tasked-nodes.ts';

/**
 * Rows of a micro-batch's part of a stream, read and gone through their first steps in tasks where there are many. What
 * has state, and what watches event times, stays on the query's thread.
 */
export class TaskedStream implements PhysicalNode {
  readonly output: readonly Attribute[];
  readonly children: readonly PhysicalNode[];
  readonly label: string;
  private readonly fragment: Fragment;
  private readonly place: StreamPlace;
  private readonly alone: PhysicalNode;

  /** @param alone what makes the same rows on this thread */
  constructor(fragment: Fragment, place: StreamPlace, alone: PhysicalNode) {
    this.fragment = fragment;
    this.place = place;
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
    const { fragment } = this;
    const tasks = await streamTasks(fragment, this.place, run);
    if (tasks === null) return yield* this.alone.execute(run);
    const request = { does: { kind: 'rows' }, shares: null, tasks, ahead: 2 * fragment.pool.size } as const;
    const running = await RunningFragment.begin(fragment, run);
    for await (const answer of running!.answers(request)) {
      if (answer.gives === 'rows') run.tookStream(this.place.slot, [], answer.read);
      for (const batch of rowsOf(answer)) {
        await run.context.checkpoint();
        yield batch;
      }
    }
  }
}
