import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { MillraceSession } from '../../index.ts';
import { runStreamingCase, type Verdict } from './streaming/run-streaming-case.ts';
import type { StreamingCase } from './streaming/streaming-case.ts';

/**
 * Runs every recorded case of a folder or a file: `npm run suite:golden -- DIR [--only ID] [--failures FILE]`. Prints
 * what differs; its last line is one JSON object that counts the cases. Exit code 1 when anything differs.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { only: { type: 'string' }, failures: { type: 'string' } },
});
const target = positionals[0];
if (target === undefined || !existsSync(target)) {
  console.error('suite:golden needs a folder of recorded cases: npm run suite:golden -- DIR');
  process.exit(2);
}

type Runner = (line: string) => Promise<Verdict>;

const session = await MillraceSession.builder.config('spark.sql.session.timeZone', 'UTC').create();
const counts = { cases: 0, equal: 0, different: 0, unsupported: 0 };
const failures: string[] = [];
for (const file of caseFiles(target)) {
  const run = await runnerFor(file);
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    if (line.trim() === '') continue;
    const { id } = JSON.parse(line) as { id: string };
    if (values.only !== undefined && values.only !== id) continue;
    counts.cases++;
    const verdict = await run(line);
    counts[verdict.verdict]++;
    if (verdict.verdict !== 'different') continue;
    const text = `${id}\n  expected ${JSON.stringify(verdict.expected)}\n  got      ${JSON.stringify(verdict.got)}`;
    failures.push(text);
    console.log(`differs: ${text}`);
  }
}
await session.stop();
if (values.failures !== undefined) writeFileSync(values.failures, `${failures.join('\n')}\n`);
console.log(JSON.stringify(counts));
process.exitCode = counts.different > 0 ? 1 : 0;

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

/** The kind of a case shows in its fields. */
async function runnerFor(file: string): Promise<Runner> {
  const first = JSON.parse(readFileSync(file, 'utf8').split('\n')[0]!) as Record<string, unknown>;
  if ('history' in first) return (line) => runStreamingCase(session, JSON.parse(line) as StreamingCase);
  const { batchRunner } = await import('./batch/batch-runner.ts');
  return batchRunner(session, dirname(file), basename(file));
}
