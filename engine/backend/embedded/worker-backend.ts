import { packBatch, unpackBatch, type TransferBatch } from '../../columnar/transfer.ts';
import type { RecordBatch } from '../../columnar/vector.ts';
import type { Relation } from '../../plan/relation.ts';
import { startWorker } from '../../runtime/start-worker.ts';
import type { StreamingQueryProgress } from '../../streaming/progress.ts';
import type { StructType } from '../../types/data-type.ts';
import { ExternalError } from '../../types/errors.ts';
import type { Backend, BackendEvents, BatchProgress, TellProgress } from '../backend.ts';
import { plainCalls } from '../calls.ts';
import { RpcEndpoint, Transferred, type Handlers } from '../rpc.ts';

/** The progress of one batch. */
export interface ProgressReport {
  readonly runId: string;
  readonly progress: StreamingQueryProgress;
}

/**
 * The engine in a worker thread: user code and engine never wait for each other. The worker keeps the process alive
 * only while something is asked of it or a query runs.
 */
export async function startWorkerBackend(entry: URL, workerData: unknown, events: BackendEvents): Promise<Backend> {
  const worker = startWorker(entry, workerData);
  const activity = new Activity(worker);
  const watchers: Watchers = { reads: new Map(), writes: new Map() };
  const handlers: Handlers = {
    ...events,
    progress: (reports: readonly ProgressReport[]) => {
      for (const { runId, progress } of reports) events.progress(runId, progress);
    },
    reading: (cursor: number, progress: BatchProgress) => watchers.reads.get(cursor)?.(progress),
    writing: (write: number, progress: BatchProgress) => watchers.writes.get(write)?.(progress),
    ended: (...args: Parameters<BackendEvents['ended']>) => {
      activity.end();
      events.ended(...args);
    },
  };
  const endpoint = new RpcEndpoint(worker, handlers);
  worker.once('error', (error) => endpoint.abandon(workerDied(error)));
  worker.once('exit', () => endpoint.abandon(workerDied(null)));
  worker.unref();
  let lastWrite = 0;
  let closed: Promise<void> | null = null;
  const call = <T>(method: string, ...args: readonly unknown[]): Promise<T> =>
    activity.during(endpoint.call<T>(method, ...args));
  const plain = plainCalls(
    (name) =>
      (...args) =>
        call(name, ...args),
  );
  const close = async (): Promise<void> => {
    // one that died is closed
    await plain.close().catch((error: unknown) => {
      if (!endpoint.isGone) throw error;
    });
    await worker.terminate();
  };
  return {
    ...plain,
    execute: (relation, limit, signal, tell) => cursor(call, relation, limit, signal, tell, watchers.reads),
    write: async (spec, signal, tell) => {
      const write = ++lastWrite;
      if (tell !== undefined) watchers.writes.set(write, tell);
      try {
        await unlessAborted(
          signal,
          () => call('giveUpWrite', write),
          () => call('write', spec, write, tell !== undefined),
        );
      } finally {
        watchers.writes.delete(write);
      }
    },
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
    close: () => (closed ??= close()),
    embedded: plain,
  };
}

/** Who hears how far a run is, by its cursor or write. */
interface Watchers {
  readonly reads: Map<number, TellProgress>;
  readonly writes: Map<number, TellProgress>;
}

/** Waits for a call that is given up when the signal aborts; its reason is the error then. */
async function unlessAborted<T>(
  signal: AbortSignal | undefined,
  giveUp: () => Promise<unknown>,
  work: () => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted();
  const onAbort = (): void => void giveUp().catch(() => undefined);
  signal?.addEventListener('abort', onAbort);
  try {
    return await work();
  } finally {
    signal?.removeEventListener('abort', onAbort);
    // What was given up fails by that, or ends before its end.
    signal?.throwIfAborted();
  }
}

async function* cursor(
  call: <T>(method: string, ...args: readonly unknown[]) => Promise<T>,
  relation: Relation,
  limit: number | null,
  signal: AbortSignal | undefined,
  tell: TellProgress | undefined,
  watchers: Map<number, TellProgress>,
): AsyncIterable<RecordBatch> {
  signal?.throwIfAborted();
  const id = await call<number>('openCursor', relation, limit, tell !== undefined);
  if (tell !== undefined) watchers.set(id, tell);
  const close = (): Promise<void> => call('closeCursor', id);
  const next = (): Promise<{ packed: TransferBatch; schema: StructType } | null> => call('nextBatch', id);
  let done = false;
  try {
    for (;;) {
      const batch = await unlessAborted(signal, close, next);
      if (batch === null) {
        done = true;
        return;
      }
      yield unpackBatch(batch.packed, batch.schema);
    }
  } finally {
    watchers.delete(id);
    if (!done) await close();
  }
}

/** Keeps the process alive while calls wait or queries run, and lets a finished program end. */
class Activity {
  private readonly worker: ReturnType<typeof startWorker>;
  private count = 0;

  constructor(worker: ReturnType<typeof startWorker>) {
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
