import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Report } from '../golden/judge/judge-cases.ts';
import type { SuiteCount } from './suite-count.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const GOLDEN = join(ROOT, 'test', 'golden');

/** The answers of the repository. */
export const recordedAnswers = GOLDEN;

/** Other answers in the same form, a second judge: `MILLRACE_GOLDEN`, or a folder beside the checkout; null without. */
export function otherAnswers(): string | null {
  const folder = process.env['MILLRACE_GOLDEN'] ?? join(ROOT, '..', 'shared', 'golden');
  return existsSync(folder) ? folder : null;
}

/**
 * Runs recorded answers of real Spark in one process. `test/golden/expected.json` says how many cases of each file are
 * equal, and which differ (`docs/differences.md` says why): fewer equal ones of a file, or another that differs, is a failure.
 */
export async function runGolden(folder: string): Promise<SuiteCount> {
  const out = mkdtempSync(join(tmpdir(), 'millrace-golden-'));
  const started = performance.now();
  try {
    const count = await judged(folder, join(out, 'report.json'));
    return { ...count, seconds: (performance.now() - started) / 1000 };
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

async function judged(folder: string, reportFile: string): Promise<Omit<SuiteCount, 'seconds'>> {
  const known = JSON.parse(readFileSync(join(GOLDEN, 'expected.json'), 'utf8')) as Report;
  const run = spawn(process.execPath, [join(GOLDEN, 'suite.ts'), folder, '--report', reportFile], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const said = await text(run.stdout);
  if (!existsSync(reportFile)) {
    console.log(`${said}\n  the recorded answers ended without a report (exit code ${run.exitCode})`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
  const report = JSON.parse(readFileSync(reportFile, 'utf8')) as Report;
  const counts = JSON.parse(said.trimEnd().split('\n').at(-1)!) as { cases: number; equal: number };
  const fewer = Object.entries(folder === GOLDEN ? known.equal : {}).filter(
    ([file, count]) => (report.equal[file] ?? 0) < count,
  );
  const others = report.different.filter((id) => !known.different.includes(id));
  for (const [file, count] of fewer)
    console.log(`  ${file}: ${report.equal[file] ?? 0} equal, where test/golden/expected.json says ${count}`);
  if (others.length > 0)
    console.log(`${said}  differ, and test/golden/expected.json names them not: ${others.join(', ')}`);
  const failed = fewer.length + others.length;
  const skipped = counts.cases - counts.equal - others.length;
  console.log(`  ${counts.equal} of ${counts.cases} answers of ${relative(ROOT, folder)} equal`);
  const reason = skipped > 0 ? { reason: 'known differences and what is not there yet: docs/differences.md' } : {};
  return { passed: counts.equal, failed, skipped, ...reason };
}
