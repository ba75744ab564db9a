import { isMillraceError, type MillraceSession } from '../../../../index.ts';
import { answerOf } from '../batch/run-batch-case.ts';
import type { BatchVerdict } from '../batch/batch-case.ts';
import { compareAnswers } from '../compare-answers.ts';
import { withConf } from '../with-conf.ts';
import { buildQuery, openSources, UnsupportedOperation } from '../streaming/build-query.ts';
import type { Verdict } from '../verdict.ts';
import type { FrameCase } from './frame-case.ts';

/** Runs one recorded query over tables through the public API. */
export async function runFrameCase(session: MillraceSession, c: FrameCase): Promise<Verdict> {
  try {
    const judged = await withConf(session, c.conf ?? {}, () => judge(session, c));
    if (judged.result === 'equal') return { verdict: 'equal' };
    return { verdict: 'different', expected: c.error ?? c.rows, got: judged.detail };
  } catch (error) {
    if (error instanceof UnsupportedOperation) return { verdict: 'unsupported', why: error.message };
    throw error;
  }
}

async function judge(session: MillraceSession, c: FrameCase): Promise<BatchVerdict> {
  try {
    const df = buildQuery(c.query, openSources(session, c.sources).frames);
    return compareAnswers(c, await answerOf(df));
  } catch (error) {
    if (error instanceof UnsupportedOperation) throw error;
    if (!isMillraceError(error)) return { result: 'different', detail: `internal error: ${(error as Error).stack}` };
    const { condition, sqlState, summary } = error;
    if (condition.startsWith('UNSUPPORTED_FEATURE.') && condition !== c.error?.condition) throw new UnsupportedOperation(condition); // prettier-ignore
    return compareAnswers(c, { error: { condition, sqlState, message: summary } });
  }
}
