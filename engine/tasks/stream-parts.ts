import type { BatchRun } from '../operators/physical-node.ts';
import { BYTES_A_ROW } from '../operators/scan/guessed-rows.ts';
import type { SourcePart } from '../spi/source.ts';
import type { Fragment, LeafTask } from './fragment.ts';
import { sourceBytes, sourceParts } from './leaf-parts.ts';
import { partSize, type TaskSizes } from './task-sizes.ts';

/** A stream whose rows tasks make. */
export interface StreamPlace {
  /** Its place among the plan's reads. */
  readonly read: number;
  readonly slot: number;
  readonly sizes: TaskSizes;
}

/**
 * The tasks that read a micro-batch's part of a stream; null where that is too little for several threads, or is not cut. The
 * run is told what is read.
 */
export async function streamTasks(
  { pool }: Fragment,
  { read, slot, sizes }: StreamPlace,
  run: BatchRun,
): Promise<AsyncIterable<LeafTask> | null> {
  const cut = await run.cutStream(slot);
  const total = cut === null ? 0 : cut.bytes / BYTES_A_ROW;
  if (cut === null || total < sizes.fewest) return null;
  run.tookStream(slot, cut.seen, { rows: 0, malformed: 0 });
  return tasksOf(cut.parts(sourceBytes(partSize(total, pool.size, sizes))), read);
}

async function* tasksOf(
  parts: Iterable<SourcePart> | AsyncIterable<SourcePart>,
  read: number,
): AsyncGenerator<LeafTask> {
  for await (const part of parts) yield { parts: sourceParts([part], read, 0), share: 0 };
}
