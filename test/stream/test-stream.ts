import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DataFrame } from '../../engine/api/data-frame.ts';
import type { TriggerOptions } from '../../engine/api/data-stream-writer.ts';
import type { MemoryStream } from '../../engine/api/memory-stream.ts';
import type { StreamingQuery } from '../../engine/api/streaming-query.ts';

/** One thing that happens to a query under test. */
export interface Action {
  readonly text: string;
  run(test: StreamUnderTest): Promise<void>;
}

const action = (text: string, run: Action['run']): Action => ({ text, run });
const shown = (value: unknown): string => JSON.stringify(value) ?? String(value);

/** Adds rows to a stream; nothing runs yet. */
export const add = (stream: MemoryStream, ...rows: unknown[]): Action =>
  action(`add(${stream.name}, ${rows.map(shown).join(', ')})`, async () => void (await stream.addData(...rows)));

/** Processes everything, no-data batches included, and compares the rows that came out since the last check. */
export const check = (expected: readonly (readonly unknown[])[]): Action =>
  action(`check(${shown(expected)})`, async (test) => {
    await test.processAll();
    test.expectRows(expected, test.takeRows());
  });

/** Compares rows in state after the last batch, and those updated and dropped since the last check of state. */
export const checkState = (total: number, updated?: number, dropped?: number): Action =>
  action(`checkState(${[total, updated, dropped].join(', ')})`, async (test) => {
    await test.processAll();
    test.expectState(total, updated, dropped);
  });

/** Compares the watermark that the last batch used, in seconds. */
export const checkWatermark = (seconds: number): Action =>
  action(`checkWatermark(${seconds})`, async (test) => {
    const { watermark } = test.query!.lastProgress!.eventTime;
    test.expectEqual(Date.parse(watermark!) / 1000, seconds);
  });

export const stop = (): Action => action('stop()', (test) => test.stop());
export const start = (trigger?: TriggerOptions): Action => action('start()', (test) => test.start(trigger));

/** Runs the query anew on its checkpoint with `trigger({ once: true })` and waits for its end. */
export const runOnce = (): Action =>
  action('runOnce()', async (test) => {
    await test.stop();
    await test.start({ once: true });
    await test.query!.awaitTermination();
  });

/** Something about the query itself. */
export const inspect = (text: string, look: (query: StreamingQuery) => void | Promise<void>): Action =>
  action(`inspect(${text})`, async (test) => void (await look(test.query!)));

/** The query must fail, now or at its start. */
export const expectError = (pattern: RegExp): Action =>
  action(`expectError(${pattern})`, async (test) => {
    const error = await test.failure();
    if (error === null || !pattern.test(error.message))
      throw new Error(`expected ${pattern}, got ${error?.message ?? 'no error'}`);
  });

/** A query in the hands of a test. */
export class StreamUnderTest {
  query: StreamingQuery | null = null;
  private readonly df: DataFrame;
  private readonly mode: string;
  private readonly checkpoint = mkdtempSync(join(tmpdir(), 'millrace-stream-'));
  private rows: unknown[][] = [];
  private startError: Error | null = null;
  private stateFrom = 0;

  constructor(df: DataFrame, mode: string) {
    this.df = df;
    this.mode = mode;
  }

  async start(trigger?: TriggerOptions): Promise<void> {
    const writer = this.df.writeStream
      .outputMode(this.mode)
      .option('checkpointLocation', this.checkpoint)
      .foreachBatch(async (batch) => {
        const rows = (await batch.collect()).map((row) => Object.values(row).map(plain));
        this.rows = this.mode === 'complete' ? rows : [...this.rows, ...rows];
      });
    if (trigger !== undefined) writer.trigger(trigger);
    try {
      this.query = await writer.start();
      this.stateFrom = 0;
    } catch (error) {
      this.startError = error as Error;
    }
  }

  async stop(): Promise<void> {
    await this.query?.stop();
  }

  async processAll(): Promise<void> {
    if (this.startError !== null) throw this.startError;
    if (this.query!.isActive) await this.query!.processAllAvailable();
  }

  async failure(): Promise<Error | null> {
    if (this.startError !== null) return this.startError;
    try {
      await this.query!.processAllAvailable();
    } catch (error) {
      return error as Error;
    }
    return this.query!.exception;
  }

  takeRows(): unknown[][] {
    const { rows } = this;
    if (this.mode !== 'complete') this.rows = [];
    return rows;
  }

  expectRows(expected: readonly (readonly unknown[])[], got: readonly (readonly unknown[])[]): void {
    this.expectEqual(got.map(shown).sort(), expected.map(shown).sort());
  }

  expectState(total: number, updated: number | undefined, dropped: number | undefined): void {
    const all = this.query!.recentProgress;
    const since = all.slice(this.stateFrom).flatMap((p) => p.stateOperators);
    this.stateFrom = all.length;
    const last = all.at(-1)!.stateOperators.reduce((n, o) => n + o.numRowsTotal, 0);
    this.expectEqual(last, total);
    if (updated !== undefined)
      this.expectEqual(
        since.reduce((n, o) => n + o.numRowsUpdated, 0),
        updated,
      );
    if (dropped !== undefined)
      this.expectEqual(
        since.reduce((n, o) => n + o.numRowsDroppedByWatermark, 0),
        dropped,
      );
  }

  expectEqual(got: unknown, expected: unknown): void {
    if (shown(got) !== shown(expected)) throw new Error(`expected ${shown(expected)}, got ${shown(got)}`);
  }

  async close(): Promise<void> {
    await this.stop();
    rmSync(this.checkpoint, { recursive: true, force: true });
  }
}

/** Values as test scripts write them: structs as arrays, times as ISO text. */
export function plain(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype) {
    return Object.values(value).map(plain);
  }
  return value;
}

/**
 * Plays a script on a streaming query. The query starts first unless the script does so. A failure shows the script with
 * an arrow at the action that failed.
 */
export async function testStream(df: DataFrame, mode: string, ...script: readonly Action[]): Promise<void> {
  const test = new StreamUnderTest(df, mode);
  try {
    const starts =
      script[0]?.text === 'start()' || script[0]?.text === 'runOnce()' || script.some((a) => a.text === 'runOnce()');
    if (!starts) await test.start();
    for (const [i, step] of script.entries()) {
      try {
        await step.run(test);
      } catch (error) {
        const lines = script.map((a, k) => `${k === i ? '=> ' : '   '}${a.text}`);
        throw new Error(`${(error as Error).message}\n${lines.join('\n')}`, { cause: error });
      }
    }
  } finally {
    await test.close();
  }
}
