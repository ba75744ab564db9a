import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isMillraceError, type MillraceSession } from '../../../index.ts';
import { answerStreaming, type StreamingAnswer } from '../../golden/judge/streaming/run-streaming-case.ts';
import type { Step } from '../../golden/judge/streaming/streaming-case.ts';
import { runsOf, SEED } from '../../fuzz/fuzz-seed.ts';
import { streamingQuestion } from '../../spark/questions/streaming-question.ts';
import { nodeFileSystem } from '../../../engine/runtime/node-file-system.ts';
import { systemClock } from '../../../engine/runtime/system-clock.ts';
import { sessionOn } from '../../stream/inline-session.ts';

let session: MillraceSession;
beforeAll(async () => void (session = await sessionOn(systemClock, nodeFileSystem())));
afterAll(() => session.stop());

/** The same rows in the same batches, and nothing goes wrong on the way. */
function withoutRestarts(history: readonly Step[]): Step[] {
  const steps: Step[] = [];
  for (let i = 0; i < history.length; i++) {
    const step = history[i]!;
    if ('restart' in step) {
      // the run behind it repeats a batch
      if (step.restart === 'dropLastCommit') i++;
    } else if ('run' in step && step.run === 'failSink') {
      // behind it stand a restart and the run that repeats the batch
      steps.push({ run: true });
      i += 2;
    } else steps.push(step);
  }
  return steps;
}

/** The rows of each batch; one that came again has to have the same ones. */
function rowsByBatch({ batches }: StreamingAnswer): Map<number, string[]> {
  const byBatch = new Map<number, string[]>();
  for (const { batchId, rows } of batches) {
    const texts = rows.map((row) => JSON.stringify(row)).sort();
    if (byBatch.has(batchId)) expect(texts).toEqual(byBatch.get(batchId));
    byBatch.set(batchId, texts);
  }
  return byBatch;
}

const conditionOf = ({ failure }: StreamingAnswer): string | null =>
  failure === null ? null : isMillraceError(failure.error) ? failure.error.condition : String(failure.error);

test(`failures and restarts change no row of a random history (seed ${SEED})`, { timeout: 900_000 }, async () => {
  const property = fc.asyncProperty(streamingQuestion, async (question) => {
    const history = withoutRestarts(question.history);
    const plain = await answerStreaming(session, { ...question, history });
    const disturbed = await answerStreaming(session, question);
    expect(conditionOf(disturbed)).toBe(conditionOf(plain));
    if (plain.failure === null) expect(rowsByBatch(disturbed)).toEqual(rowsByBatch(plain));
  });
  await fc.assert(property, { seed: SEED, numRuns: runsOf(25) });
});
