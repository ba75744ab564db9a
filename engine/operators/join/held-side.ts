import type { RecordBatch } from '../../columnar/vector.ts';
import { collectBatches } from '../collect-batches.ts';
import type { BatchRun, PhysicalNode } from '../physical-node.ts';
import { JoinSpill } from './join-spill.ts';
import type { JoinSpec } from './plan.ts';

/** A join of which one side is at hand as a whole. */
export interface HeldJoin {
  readonly spec: JoinSpec;
  readonly buildRight: boolean;
  /** Makes the side at hand. */
  readonly built: PhysicalNode;
}

/**
 * Collects the side at hand of a join.
 *
 * @param withBuild what comes of it where it fits in the memory
 * @param passing the rows of the other side, asked for only where it does not: then the rows that come are joined already
 */
export async function* joinedWithHeld(
  { spec, buildRight, built }: HeldJoin,
  run: BatchRun,
  withBuild: (build: RecordBatch) => AsyncIterable<RecordBatch>,
  passing: () => AsyncIterable<RecordBatch>,
): AsyncGenerator<RecordBatch> {
  const { memory, context } = run;
  if (memory === null) {
    yield* withBuild(await collectBatches(built, run));
    return;
  }
  const spill = new JoinSpill(spec, buildRight, memory, context);
  try {
    for await (const batch of built.execute(run)) await spill.addBuild(batch);
    if (!spill.spilled) {
      yield* withBuild(spill.takeBuild(built.output));
      return;
    }
    for await (const batch of passing()) await spill.addProbe(batch);
    yield* spill.joined();
  } finally {
    spill.close();
  }
}
