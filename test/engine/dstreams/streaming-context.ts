import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { ManualClock, Seconds, StreamingContext, type DStream } from '../../../dstreams.ts';
import type { MillraceSession } from '../../../index.ts';
import { nodeFileSystem } from '../../../engine/runtime/node-file-system.ts';
import { inlineSession } from '../../stream/inline-session.ts';

/** What the tests of a file share: a session, a folder that goes, and contexts on manual clocks. */
export interface Streaming {
  readonly session: MillraceSession;
  readonly folder: string;
  /** A context with batches of one second and a checkpoint folder of its own. */
  context(now?: number, checkpoint?: string): StreamingContext;
}

/** What a stream gave so far: the time of each batch and its rows. */
export type Gave = [ms: number, rows: unknown[]][];

let contexts = 0;

export function streaming(): () => Streaming {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-dstreams-'));
  let session: MillraceSession;
  beforeAll(async () => {
    ({ session } = await inlineSession(nodeFileSystem(folder)));
  });
  afterEach(() => StreamingContext.getActive()?.stop(false));
  afterAll(async () => {
    await session.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  return () => ({
    session,
    folder,
    context: (now = 0, checkpoint = `checkpoint-${++contexts}`) => {
      const ssc = new StreamingContext(session, Seconds(1), { clock: new ManualClock(now) });
      ssc.checkpoint(join(folder, checkpoint));
      return ssc;
    },
  });
}

/** Notes what each batch of a stream has. */
export function noted(stream: DStream<any>): Gave {
  const gave: Gave = [];
  stream.foreachRDD(async (rdd, time) => gave.push([time.milliseconds, await rdd.collect()]));
  return gave;
}

/** The rows of each batch, without their times. */
export const rowsOf = (gave: Gave): unknown[][] => gave.map(([, rows]) => rows);

/** Lets batches end until something from outside has come; real sockets and files take their time. */
export async function stepUntil(ssc: StreamingContext, there: () => boolean): Promise<void> {
  while (!there()) {
    await ssc.step();
    await new Promise((done) => setImmediate(done));
  }
}
