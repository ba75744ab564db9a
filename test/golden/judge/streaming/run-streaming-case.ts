import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isMillraceError, type DataFrame, type MillraceSession, type StreamingQuery } from '../../../../index.ts';
import { scalarAt } from '../../../../engine/columnar/vector.ts';
import { toJsonValue } from '../../../../engine/types/json-value.ts';
import type { DataType } from '../../../../engine/types/data-type.ts';
import { canonicalRows, typeOf } from '../compare-answers.ts';
import type { Verdict } from '../verdict.ts';
import { resetConf } from '../with-conf.ts';
import { buildQuery, openSources, UnsupportedOperation } from './build-query.ts';
import type { StateOperatorProgress } from '../../../../engine/streaming/progress.ts';
import type {
  ExpectedBatch,
  ExpectedError,
  Operation,
  OperatorFigures,
  Step,
  StreamingCase,
} from './streaming-case.ts';

const TIMEOUT_MS = 20_000;

/** A case without its answer. */
export type StreamingQuestion = Omit<StreamingCase, 'schema' | 'expected' | 'error'>;

/** What running a question gave: its batches, and what went wrong in the end. */
export interface StreamingAnswer {
  readonly batches: readonly GotBatch[];
  readonly failure: { readonly phase: ExpectedError['phase']; readonly error: unknown } | null;
}

/** Runs a question through the public API. @throws UnsupportedOperation */
export async function answerStreaming(session: MillraceSession, question: StreamingQuestion): Promise<StreamingAnswer> {
  const run = new CaseRun(session, question);
  try {
    return await run.answer();
  } finally {
    await run.close();
  }
}

/** Runs one recorded case through the public API and compares every batch. */
export async function runStreamingCase(session: MillraceSession, c: StreamingCase): Promise<Verdict> {
  if (c.trigger === 'continuous') return { verdict: 'unsupported', why: 'continuous trigger' };
  try {
    const answer = await answerStreaming(session, c);
    const missing = answer.failure === null ? null : notBuilt(answer.failure.error);
    if (missing !== null && missing !== c.error?.condition) return { verdict: 'unsupported', why: missing };
    return compare(c, answer);
  } catch (thrown) {
    if (thrown instanceof UnsupportedOperation) return { verdict: 'unsupported', why: thrown.message };
    throw thrown;
  }
}

export interface GotBatch {
  readonly step: number;
  readonly batchId: number;
  readonly rows: readonly (readonly unknown[])[];
  watermark: string | null;
  stateRows: number | null;
  droppedByWatermark: number | null;
  inputRows: number;
  operators?: readonly OperatorFigures[];
}

class CaseRun {
  private readonly session: MillraceSession;
  private readonly c: StreamingQuestion;
  private readonly checkpoint = mkdtempSync(join(tmpdir(), 'millrace-golden-'));
  private readonly batches: GotBatch[] = [];
  private readonly sources: ReturnType<typeof openSources>;
  private operations: readonly Operation[];
  private conf: Record<string, string>;
  private query: StreamingQuery | null = null;
  private step = 0;
  private failNext = false;

  constructor(session: MillraceSession, c: StreamingQuestion) {
    this.session = session;
    this.c = c;
    this.operations = c.query;
    this.conf = { ...c.conf };
    this.sources = openSources(session, c.sources);
  }

  async answer(): Promise<StreamingAnswer> {
    const { batches } = this;
    try {
      await this.applyConf();
      return { batches, failure: await this.play() };
    } catch (error) {
      if (error instanceof UnsupportedOperation) throw error;
      return { batches, failure: { phase: 'analysis', error } };
    }
  }

  private async applyConf(): Promise<void> {
    for (const [name, value] of Object.entries(this.conf)) await this.session.conf.set(name, value);
  }

  private async play(): Promise<{ phase: ExpectedError['phase']; error: unknown } | null> {
    let phase: ExpectedError['phase'] = 'analysis';
    try {
      const df = buildQuery(
        this.operations.filter((o) => o.op !== 'batchAction'),
        this.sources.frames,
      );
      await df.schema();
      if (this.operations.some((o) => o.op === 'batchAction')) await df.count();
      phase = 'start';
      const single = this.c.trigger !== null;
      if (!single) await this.start();
      let kept: Record<string, (readonly unknown[])[]> = {};
      for (const [i, step] of this.c.history.entries()) {
        this.step = i;
        if ('add' in step) {
          for (const [name, rows] of Object.entries(step.add)) kept[name] = [...(kept[name] ?? []), ...rows];
        } else if ('run' in step) {
          phase = 'run';
          this.failNext = step.run === 'failSink';
          if (Object.keys(kept).length > 0) await this.sources.feed(kept);
          kept = {};
          if (single) await this.start();
          await this.untilDone(single, step.run === 'failSink');
        } else {
          phase = 'restart';
          await this.restart(step);
        }
      }
      return null;
    } catch (error) {
      if (error instanceof UnsupportedOperation) throw error;
      return { phase, error };
    }
  }

  private async start(): Promise<void> {
    const df = buildQuery(this.operations, this.sources.frames);
    const writer = df.writeStream
      .outputMode(this.c.outputMode)
      .option('checkpointLocation', this.checkpoint)
      .foreachBatch((batch, id) => this.onBatch(batch, id));
    if (this.c.trigger === 'availableNow') writer.trigger({ availableNow: true });
    if (this.c.trigger === 'once') writer.trigger({ once: true });
    this.query = await writer.start();
    this.query.onProgress((progress) => {
      const batch = this.batches.findLast((b) => b.batchId === progress.batchId)!;
      batch.watermark = progress.eventTime['watermark'] ?? null;
      batch.inputRows = progress.numInputRows;
      const operators = progress.stateOperators;
      batch.stateRows = operators.length === 0 ? null : operators.reduce((n, o) => n + o.numRowsTotal, 0);
      batch.droppedByWatermark =
        operators.length === 0 ? null : operators.reduce((n, o) => n + o.numRowsDroppedByWatermark, 0);
      if (operators.length > 1) batch.operators = operators.map(figuresOf);
    });
  }

  private async onBatch(batch: DataFrame, batchId: number): Promise<void> {
    if (this.failNext) {
      this.failNext = false;
      throw new Error('the sink fails');
    }
    const schema = await batch.schema();
    const rows: unknown[][] = [];
    for await (const part of batch.batches()) {
      for (let row = 0; row < part.length; row++) {
        rows.push(schema.fields.map((f, i) => toJsonValue(scalarAt(part.columns[i]!, row), f.type)));
      }
    }
    this.batches.push({
      step: this.step,
      batchId,
      rows,
      watermark: null,
      stateRows: null,
      droppedByWatermark: 0,
      inputRows: 0,
    });
  }

  private async untilDone(single: boolean, fails: boolean): Promise<void> {
    const query = this.query!;
    const done = single ? query.awaitTermination() : query.processAllAvailable();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no end after ${TIMEOUT_MS} ms`)), TIMEOUT_MS);
    });
    try {
      await Promise.race([done, late]);
    } catch (error) {
      if (!fails) throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  private async restart({ restart }: Extract<Step, { readonly restart: unknown }>): Promise<void> {
    await this.query?.stop();
    if (restart === 'dropLastCommit') {
      const commits = join(this.checkpoint, 'commits');
      const newest = readdirSync(commits)
        .filter((name) => /^\d+$/.test(name))
        .map(Number)
        .sort((a, b) => a - b)
        .at(-1);
      rmSync(join(commits, String(newest)));
    } else if (restart !== true) {
      this.operations = restart.query ?? this.operations;
      Object.assign(this.conf, restart.conf);
      await this.applyConf();
    }
    if (this.c.trigger === null) await this.start();
  }

  async close(): Promise<void> {
    await this.query?.stop();
    await resetConf(this.session, Object.keys(this.conf));
    rmSync(this.checkpoint, { recursive: true, force: true });
  }
}

/** Every batch and the error, against what Spark gave. */
function compare({ expected, error, schema }: StreamingCase, answer: StreamingAnswer): Verdict {
  const types = (schema ?? []).map(([, type]) => typeOf(type));
  const batches = answer.batches.map((b) => comparable(b, types));
  const wanted = expected.map((b) => comparable(b, types));
  const gotError = answer.failure === null ? null : describe(answer.failure.error);
  const wantedError =
    error === null ? null : { condition: error.condition ?? error.class, sqlState: error.sqlState ?? null };
  if (JSON.stringify(batches) === JSON.stringify(wanted) && sameError(wantedError, gotError))
    return { verdict: 'equal' };
  const at = batches.findIndex((b, i) => JSON.stringify(b) !== JSON.stringify(wanted[i]));
  const first = at >= 0 ? at : batches.length;
  return {
    verdict: 'different',
    expected: { batch: wanted[first] ?? null, batches: wanted.length, error: wantedError },
    got: { batch: batches[first] ?? null, batches: batches.length, error: gotError },
  };
}

const figuresOf = (o: StateOperatorProgress): OperatorFigures => ({
  name: o.operatorName,
  stateRows: o.numRowsTotal,
  droppedByWatermark: o.numRowsDroppedByWatermark,
});

/** A batch in one form: rows as a multiset. */
function comparable(batch: ExpectedBatch | GotBatch, types: readonly (DataType | undefined)[]): unknown {
  const { step, batchId, watermark, stateRows, droppedByWatermark, inputRows, operators } = batch;
  const rows = canonicalRows(batch.rows, types, false);
  return { step, batchId, rows, watermark, stateRows, droppedByWatermark, inputRows, operators };
}

/** What the engine says it does not have, as opposed to what Spark refuses. */
function notBuilt(error: unknown): string | null {
  if (!isMillraceError(error)) return null;
  return error.condition.startsWith('UNSUPPORTED_FEATURE.') ? error.condition : null;
}

interface ErrorDescription {
  readonly condition: string | undefined;
  readonly sqlState: string | null;
}

function describe(error: unknown): ErrorDescription & { message: string } {
  if (isMillraceError(error))
    return { condition: error.condition, sqlState: error.sqlState ?? null, message: error.summary };
  return { condition: undefined, sqlState: null, message: String(error) };
}

function sameError(wanted: ErrorDescription | null, got: ErrorDescription | null): boolean {
  if (wanted === null || got === null) return wanted === got;
  return wanted.condition === got.condition && (wanted.sqlState === null || wanted.sqlState === got.sqlState);
}
