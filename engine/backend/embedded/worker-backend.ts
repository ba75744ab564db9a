import { SHARE_ENV, Worker, type WorkerOptions } from 'node:worker_threads';
import { packBatch, unpackBatch, type TransferBatch } from '../../columnar/transfer.ts';
import type { RecordBatch } from '../../columnar/vector.ts';
import type { Relation } from '../../plan/relation.ts';
import type { StreamingQueryProgress } from '../../streaming/progress.ts';
import type { StructType } from '../../types/data-type.ts';
import { ExternalError } from '../../types/errors.ts';
import type { Backend, BackendEvents } from '../backend.ts';
import { plainCalls } from '../calls.ts';
import { RpcEndpoint, Transferred, type Handlers, type Port } from '../rpc.ts';

/** The progress of one batch. */
export interface ProgressReport {
  readonly runId: string;
  readonly progress: StreamingQueryProgress;
}

const PROGRAM_FLAG = /^(?:--input-type=.*|-e|--eval|-p|--print|-pe)$/;

/**
 * Node's own flags pass on to a worker, but for those that say what the main program is: with
 * `node --input-type=module -e ...` a worker could not be a file.
 */
function workerOptions(workerData: unknown, flags: readonly string[]): WorkerOptions {
  // Secrets may come by variables that a cell sets.
  const options: WorkerOptions = { workerData, env: SHARE_ENV };
  if (!flags.some((flag) => PROGRAM_FLAG.test(flag))) return options;
  const isProgram = (flag: string): boolean => PROGRAM_FLAG.test(flag) && !flag.startsWith('--input-type');
  return {
    ...options,
    execArgv: flags.filter((flag, i) => !PROGRAM_FLAG.test(flag) && !isProgram(flags[i - 1] ?? '')),
  };
}

/**
 * The engine in a worker thread: user code and engine never wait for each other. The worker keeps the process alive
 * only while something is asked of it or a query runs.
 */
export async function startWorkerBackend(entry: URL, workerData: unknown, events: BackendEvents): Promise<Backend> {
  const worker = new Worker(entry, workerOptions(workerData, process.execArgv));
  const activity = new Activity(worker);
  const handlers: Handlers = {
    ...(events as unknown as Handlers),
    progress: ((reports: readonly ProgressReport[]) => {
      for (const { runId, progress } of reports) events.progress(runId, progress);
    }) as never,
    ended: ((...args: Parameters<BackendEvents['ended']>) => {
      activity.end();
      events.ended(...args);
    }) as never,
  };
  const endpoint = new RpcEndpoint(worker as unknown as Port, handlers);
  worker.once('error', (error) => endpoint.abandon(workerDied(error)));
  worker.once('exit', () => endpoint.abandon(workerDied(null)));
  worker.unref();
  const call = <T>(method: string, ...args: readonly unknown[]): Promise<T> =>
    activity.during(endpoint.call<T>(method, ...args));
  const plain = plainCalls(
    (name) =>
      (...args) =>
        call(name, ...args),
  );
  return {
    ...plain,
    execute: (relation, limit) => cursor(call, relation, limit),
    registerLocal: (localId, schema, batches) => {
      const buffers: ArrayBuffer[] = [];
      const packed = batches.map((batch) => packBatch(batch, buffers));
      return call('registerLocal', localId, schema, new Transferred(packed, buffers));
    },
    startQuery: async (spec) => {
      const started = await plain.startQuery(spec);
      activity.begin();
      return started;
    },
    close: async () => {
      await plain.close();
      await worker.terminate();
    },
    embedded: plain,
  };
}

async function* cursor(
  call: <T>(method: string, ...args: readonly unknown[]) => Promise<T>,
  relation: Relation,
  limit: number | null,
): AsyncIterable<RecordBatch> {
  const id = await call<number>('openCursor', relation, limit);
  let done = false;
  try {
    for (;;) {
      const next = await call<{ packed: TransferBatch; schema: StructType } | null>('nextBatch', id);
      if (next === null) {
        done = true;
        return;
      }
      yield unpackBatch(next.packed, next.schema);
    }
  } finally {
    if (!done) await call('closeCursor', id);
  }
}

/** Keeps the process alive while calls wait or queries run, and lets a finished program end. */
class Activity {
  private readonly worker: Worker;
  private count = 0;

  constructor(worker: Worker) {
    this.worker = worker;
  }

  begin(): void {
    if (this.count++ === 0) this.worker.ref();
  }

  end(): void {
    if (--this.count === 0) this.worker.unref();
  }

  async during<T>(work: Promise<T>): Promise<T> {
    this.begin();
    try {
      return await work;
    } finally {
      this.end();
    }
  }
}

const workerDied = (error: Error | null): ExternalError =>
  new ExternalError({
    condition: 'ENGINE_STOPPED',
    message: error === null ? 'The engine has stopped.' : `The engine stopped by an error: ${error.message}.`,
    hint: 'Make a new session with MillraceSession.builder.getOrCreate().',
    cause: error,
  });
