import type { BatchRun } from '../operators/physical-node.ts';
import type { Fragment } from './fragment.ts';
import { guessedRows } from '../operators/scan/guessed-rows.ts';
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
 * A fragment over a micro-batch's part of a stream in parts; null where that is too little for several threads, or is not
 * cut. The run is told what is read.
 */
export function streamParts(fragment: Fragment, { read, slot, sizes }: StreamPlace, run: BatchRun): Fragment | null {
  const whole = run.cutStream(slot, Infinity);
  const total = whole === null ? 0 : guessedRows(whole.parts);
  if (total < sizes.fewest) return null;
  const { parts, seen } = run.cutStream(slot, sourceBytes(partSize(total, fragment.pool.size, sizes)))!;
  run.tookStream(slot, seen, { rows: 0, malformed: 0 });
  return { ...fragment, parts: sourceParts(parts, read, 0) };
}
