import { concatBatches } from '../columnar/concat.ts';
import { emptyBatch } from '../columnar/empty-batch.ts';
import type { RecordBatch } from '../columnar/vector.ts';
import type { BatchRun, PhysicalNode } from './physical-node.ts';

/** All rows of a node as one batch. */
export async function collectBatches(node: PhysicalNode, run: BatchRun): Promise<RecordBatch> {
  const batches: RecordBatch[] = [];
  for await (const batch of node.execute(run)) batches.push(batch);
  if (batches.length === 0) return emptyBatch(node.output);
  return concatBatches(batches, batches[0]!.schema);
}
