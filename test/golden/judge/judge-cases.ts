import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { MillraceSession } from '../../../index.ts';
import type { BatchCase } from './batch/batch-case.ts';
import { BatchCases } from './batch/run-batch-case.ts';
import { runStreamingCase } from './streaming/run-streaming-case.ts';
import type { StreamingCase } from './streaming/streaming-case.ts';
import type { Verdict } from './verdict.ts';

export interface Judged {
  /** From the folder that was given, as `batch/casts.jsonl`. */
  readonly file: string;
  readonly id: string;
  readonly verdict: Verdict;
}

/** What a run found: equal cases by file, and the ids of those that differ. */
export interface Report {
  readonly equal: Readonly<Record<string, number>>;
  readonly different: readonly string[];
}

/**
 * Runs the cases of a file, or of a folder with all below it, one after another on one session.
 *
 * @param only the id of the one case to run
 */
export async function* judgeCases(path: string, only?: string): AsyncIterable<Judged> {
  const session = await MillraceSession.builder.config('spark.sql.session.timeZone', 'UTC').create();
  const root = statSync(path).isDirectory() ? path : dirname(path);
  let batch: { readonly tables: string; readonly cases: BatchCases } | undefined;
  const run = async (line: object, tables: string): Promise<Verdict> => {
    if ('history' in line) return runStreamingCase(session, line as StreamingCase);
    if (batch?.tables !== tables) batch = { tables, cases: await BatchCases.open(session, tables) };
    return batch.cases.run(line as BatchCase);
  };
  try {
    for (const file of caseFiles(path)) {
      for (const line of readFileSync(file, 'utf8').split('\n')) {
        if (line.trim() === '') continue;
        const parsed = JSON.parse(line) as { readonly id: string };
        if (only !== undefined && parsed.id !== only) continue;
        const verdict = await run(parsed, join(dirname(file), 'tables.json'));
        yield { file: relative(root, file).replaceAll('\\', '/'), id: parsed.id, verdict };
      }
    }
  } finally {
    await session.stop();
  }
}

/** Files of cases; those of plans are judged in `test/engine/plan`. */
function caseFiles(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => {
      const child = join(path, name);
      if (statSync(child).isDirectory()) return name === 'connect' ? [] : caseFiles(child);
      return name.endsWith('.jsonl') ? [child] : [];
    });
}
