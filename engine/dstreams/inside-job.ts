import { AsyncLocalStorage } from 'node:async_hooks';
import { dstreamError } from './dstream-error.ts';

const inside = new AsyncLocalStorage<true>();

/** Runs a job of a batch. */
export const asJob = <T>(work: () => T): T => inside.run(true, work);

/** Whether the running code is a job of a batch, wherever it was called from there. */
export const isInsideJob = (): boolean => inside.getStore() === true;

/** @throws ArgumentError DSTREAM.WAITS_FOR_ITSELF */
export function refuseInsideJob(call: string): void {
  if (!isInsideJob()) return;
  const message = `${call} in a job of the context waits for that very job, so it would never end.`;
  throw dstreamError('WAITS_FOR_ITSELF', message, 'Call it where the context is started.');
}
