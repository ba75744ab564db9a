import type { RecordBatch } from '../columnar/vector.ts';
import type { BatchRun, PhysicalNode } from '../operators/physical-node.ts';
import type { EncodedRows } from '../spi/sink.ts';
import { eachPart, RunningFragment, type Fragment } from './fragment.ts';
import type { Encoding } from './task-messages.ts';

/** Rows for a file, encoded by tasks one after another; rows as they are where tasks cannot make them. */
export class TaskedEncoding {
  private readonly fragment: Fragment;
  private readonly encoding: Encoding;
  private readonly alone: PhysicalNode;

  /** @param alone makes the rows on this thread */
  constructor(fragment: Fragment, encoding: Encoding, alone: PhysicalNode) {
    this.fragment = fragment;
    this.encoding = encoding;
    this.alone = alone;
  }

  async *execute(run: BatchRun): AsyncIterable<EncodedRows | RecordBatch> {
    const { fragment, encoding } = this;
    const running = await RunningFragment.begin(fragment, run);
    if (running === null) return yield* this.alone.execute(run);
    const does = { kind: 'encoded', ...encoding } as const;
    const request = { does, shares: null, tasks: eachPart(fragment), ahead: 2 * fragment.pool.size };
    for await (const answer of running.answers(request)) if (answer.gives === 'encoded') yield* answer.rows;
  }
}
