import { AsyncLocalStorage } from 'node:async_hooks';
import { dstreamError } from './dstream-error.ts';

const inside = new AsyncLocalStorage<{ isOver: boolean }>();

/** Runs a batch, or a job of one. */
export async function asJob<T>(work: () => Promise<T>): Promise<T> {
  const job = { isOver: false };
  try {
    return await inside.run(job, work);
  } finally {
    job.isOver = true;
  }
}

/** Whether the running code is a job of a batch, wherever it was called from there; timers of it may come later. */
export const isInsideJob = (): boolean => inside.getStore()?.isOver === false;

/** @throws ArgumentError DSTREAM.WAITS_FOR_ITSELF */
export function refuseInsideJob(call: string): void {
  if (!isInsideJob()) return;
  const message = `${call} in a job of the context waits for that very job, so it would never end.`;
  throw dstreamError('WAITS_FOR_ITSELF', message, 'Call it where the context is started.');
}
