import { Interner } from '../../columnar/interner.ts';
import { BLOCK_ROWS } from '../../columnar/take.ts';
import type { RecordBatch } from '../../columnar/vector.ts';
import { NO_WATERMARK } from '../../operators/batch-context.ts';
import type { CallUser } from '../../operators/batch-context.ts';
import type { BatchRun, PhysicalPlan } from '../../operators/physical-node.ts';
import { MemoryBudget } from '../../operators/spill/memory-budget.ts';
import { streamingInBatch } from '../../plan/operation-checker.ts';
import type { Clock, FileSystem } from '../../spi/runtime.ts';

/** What a batch query runs with. */
export interface BatchServices {
  readonly clock: Clock;
  readonly random: () => number;
  readonly breathe: () => Promise<void> | undefined;
  readonly signal: AbortSignal;
  readonly callUser: CallUser;
  readonly fileSystem: FileSystem;
  /** What the run may hold before it spills. */
  readonly memoryBytes: number;
  /** Is told of rows and bytes of sources that are done. */
  readonly done: BatchRun['done'];
  readonly observed: BatchRun['observed'];
}

/**
 * Runs a plan over bounded sources, once.
 *
 * @throws the reason of `signal` once that aborts
 */
export const executeBatch = ({ root }: PhysicalPlan, services: BatchServices): AsyncIterable<RecordBatch> =>
  inBatch(services, (run) => root.execute(run));

/**
 * Does something with what a batch plan runs in, once.
 *
 * @throws the reason of `signal` once that aborts
 */
export async function* inBatch<T>(
  { clock, random, breathe, signal, callUser, fileSystem, memoryBytes, done, observed }: BatchServices,
  work: (run: BatchRun) => AsyncIterable<T>,
): AsyncIterable<T> {
  const interner = new Interner();
  const metrics = { malformed: 0, bytes: 0 };
  const read = { interner, metrics, signal, blockRows: BLOCK_ROWS };
  const nowMicros = BigInt(clock.now()) * 1000n;
  const memory = new MemoryBudget(memoryBytes, fileSystem);
  const rows = work({
    context: {
      runtime: {
        interner,
        nowMicros,
        random,
        lateMicros: -Infinity,
        watermarks: [],
        farMicros: Infinity,
      },
      streaming: false,
      mode: 'append',
      isFirstBatch: true,
      checkpoint: () => {
        signal.throwIfAborted();
        return breathe();
      },
    },
    watermarkOf: () => NO_WATERMARK,
    done,
    scan: async function* (reader, columns, limit) {
      for await (const batch of reader.read({ ...read, columns, limit })) {
        done(batch.length, metrics.bytes);
        metrics.bytes = 0;
        yield batch;
      }
    },
    scanStream: () => {
      throw streamingInBatch();
    },
    callUser,
    cutStream: async () => null,
    tookStream: () => {},
    observed,
    signal,
    memory,
  });
  try {
    yield* rows;
  } finally {
    await memory.close();
  }
}
