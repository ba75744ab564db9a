import { parentPort } from 'node:worker_threads';
import { packBatch, unpackBatch, type TransferBatch } from '../../columnar/transfer.ts';
import type { RecordBatch } from '../../columnar/vector.ts';
import type { Relation } from '../../plan/relation.ts';
import type { StructType } from '../../types/data-type.ts';
import type { BackendEvents, BatchProgress, WriteSpec } from '../backend.ts';
import { plainCalls } from '../calls.ts';
import { RpcEndpoint, Transferred, type Handlers, type Port } from '../rpc.ts';
import { Bundle } from '../../runtime/bundle.ts';
import { Engine } from './engine.ts';
import type { EngineServices } from './engine-services.ts';
import type { ProgressReport } from './worker-backend.ts';

/** Rows that somebody takes, and how they are given up. */
interface Cursor {
  readonly rows: AsyncIterator<RecordBatch>;
  readonly giveUp: AbortController;
}

/** Progress of many small batches goes over in one message. */
const REPORT_MS = 20;

/** Serves an engine on a port: what runs in the worker thread. */
export function serveEngine(services: EngineServices, port: Port = parentPort!): Engine {
  const events: BackendEvents = {
    progress: (runId, progress) => reports.add({ runId, progress }),
    idle: (...args) => {
      reports.flush();
      endpoint.notify('idle', ...args);
    },
    status: (...args) => endpoint.notify('status', ...args),
    ended: (...args) => {
      reports.flush();
      endpoint.notify('ended', ...args);
    },
    observed: (...args) => endpoint.notify('observed', ...args),
    forgotten: (...args) => endpoint.notify('forgotten', ...args),
    callUser: (user, schema, batches) =>
      endpoint.call('callUser', user, schema, new Transferred(batches, batches.flatMap(buffersOf))),
    print: (...args) => endpoint.notify('print', ...args),
  };
  const reports = new Bundle<ProgressReport>(REPORT_MS, (all) => endpoint.notify('progress', all));
  const engine = new Engine(services, events);
  const cursors = new Map<number, Cursor>();
  const writes = new Map<number, AbortController>();
  let lastCursor = 0;
  const handlers: Handlers = {
    ...plainCalls(
      (name) =>
        (...args) =>
          Reflect.apply(engine[name], engine, args) as Promise<unknown>,
    ),
    registerLocal: (localId: number, schema: StructType, batches: readonly TransferBatch[]) =>
      engine.registerLocal(
        localId,
        schema,
        batches.map((b) => unpackBatch(b, schema)),
      ),
    write: async (spec: WriteSpec, write: number, watched: boolean) => {
      const giveUp = new AbortController();
      writes.set(write, giveUp);
      try {
        await engine.write(
          spec,
          giveUp.signal,
          watched ? (progress) => endpoint.notify('writing', write, progress) : undefined,
        );
      } finally {
        writes.delete(write);
      }
    },
    giveUpWrite: (write: number) => writes.get(write)?.abort(),
    openCursor: (relation: Relation, limit: number | null, watched: boolean) => {
      const giveUp = new AbortController();
      const cursor = ++lastCursor;
      const tell = watched ? (progress: BatchProgress) => endpoint.notify('reading', cursor, progress) : undefined;
      const rows = engine.execute(relation, limit, giveUp.signal, tell)[Symbol.asyncIterator]();
      cursors.set(cursor, { rows, giveUp });
      return cursor;
    },
    nextBatch: async (cursor: number) => {
      const next = await cursors.get(cursor)?.rows.next();
      if (next === undefined || next.done === true) {
        cursors.delete(cursor);
        return null;
      }
      const buffers: ArrayBuffer[] = [];
      const packed = packBatch(next.value, buffers);
      return new Transferred({ packed, schema: next.value.schema }, buffers);
    },
    closeCursor: async (cursor: number) => {
      const open = cursors.get(cursor);
      cursors.delete(cursor);
      open?.giveUp.abort();
      await open?.rows.return?.();
    },
  };
  // Whoever hears an answer has heard of the batches before it.
  const endpoint = new RpcEndpoint(port, handlers, () => reports.flush());
  return engine;
}

function buffersOf(batch: TransferBatch): ArrayBuffer[] {
  const buffers: ArrayBuffer[] = [];
  const visit = (column: TransferBatch['columns'][number]): void => {
    if (column.valid !== null) buffers.push(column.valid.buffer as ArrayBuffer);
    if (column.layout === 'struct') column.children.forEach(visit);
    else if (column.layout === 'list') {
      buffers.push(column.starts.buffer as ArrayBuffer, column.ends.buffer as ArrayBuffer);
      visit(column.items);
    } else if (column.layout === 'i128') buffers.push(column.words.buffer as ArrayBuffer);
    else if (column.layout === 'plain') buffers.push(column.data.buffer as ArrayBuffer);
    else if (column.layout === 'string' || column.layout === 'binary') {
      for (const part of [column.data, column.bytes, column.offsets]) buffers.push(part.buffer as ArrayBuffer);
    }
  };
  batch.columns.forEach(visit);
  return buffers;
}
