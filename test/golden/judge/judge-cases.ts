import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { MillraceSession } from '../../../index.ts';
import { CaseJudge } from './case-judge.ts';
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
  const judge = new CaseJudge(session);
  try {
    for (const file of caseFiles(path)) {
      for (const line of readFileSync(file, 'utf8').split('\n')) {
        if (line.trim() === '') continue;
        const parsed = JSON.parse(line) as { readonly id: string };
        if (only !== undefined && parsed.id !== only) continue;
        const verdict = await judge.judge(parsed, tablesBeside(file));
        yield { file: relative(root, file).replaceAll('\\', '/'), id: parsed.id, verdict };
      }
    }
  } finally {
    await session.stop();
  }
}

/** The tables of texts of SQL: those of the file's folder, or of the batch cases. */
function tablesBeside(file: string): string {
  const own = join(dirname(file), 'tables.json');
  return existsSync(own) ? own : join(dirname(file), '..', 'batch', 'tables.json');
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
