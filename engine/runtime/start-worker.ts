import { SHARE_ENV, Worker, type WorkerOptions } from 'node:worker_threads';

const PROGRAM_FLAG = /^(?:--input-type=.*|-e|--eval|-p|--print|-pe)$/;

/**
 * Blocks of columns are freed as seldom as young objects are. With V8's own 48 MB (Node 24) a million groups by a text took
 * 130 bytes each at their peak, with 12 MB 113, in the same time.
 */
const YOUNG_MB = 12;

/** Starts a thread on a file. */
export const startWorker = (entry: URL, workerData: unknown): Worker =>
  new Worker(entry, workerOptions(workerData, process.execArgv));

/**
 * Node's own flags pass on to a worker, but for those that say what the main program is: with
 * `node --input-type=module -e ...` a worker could not be a file.
 */
function workerOptions(workerData: unknown, flags: readonly string[]): WorkerOptions {
  // Secrets may come by variables that a cell sets.
  const options: WorkerOptions = { workerData, env: SHARE_ENV, resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB } };
  if (!flags.some((flag) => PROGRAM_FLAG.test(flag))) return options;
  const isProgram = (flag: string): boolean => PROGRAM_FLAG.test(flag) && !flag.startsWith('--input-type');
  return {
    ...options,
    execArgv: flags.filter((flag, i) => !PROGRAM_FLAG.test(flag) && !isProgram(flags[i - 1] ?? '')),
  };
}
