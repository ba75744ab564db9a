import type { MillraceSession } from '../../../index.ts';
import type { BatchCase } from './batch/batch-case.ts';
import { BatchCases } from './batch/run-batch-case.ts';
import type { FrameCase } from './frame/frame-case.ts';
import { runFrameCase } from './frame/run-frame-case.ts';
import { runStreamingCase } from './streaming/run-streaming-case.ts';
import type { StreamingCase } from './streaming/streaming-case.ts';
import type { Verdict } from './verdict.ts';

/** Judges cases of every kind on one session. */
export class CaseJudge {
  private readonly session: MillraceSession;
  private batch: { readonly tables: string; readonly cases: BatchCases } | undefined;

  constructor(session: MillraceSession) {
    this.session = session;
  }

  /** @param tables the file of the views that texts of SQL name */
  async judge(line: object, tables: string): Promise<Verdict> {
    if ('history' in line) return runStreamingCase(this.session, line as StreamingCase);
    if ('query' in line) return runFrameCase(this.session, line as FrameCase);
    if (this.batch?.tables !== tables) this.batch = { tables, cases: await BatchCases.open(this.session, tables) };
    return this.batch.cases.run(line as BatchCase);
  }
}
