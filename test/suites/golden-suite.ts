import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SuiteCount } from './suite-count.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const SUITE = join(ROOT, 'test/golden/suite.ts');

interface Answer {
  readonly cases: number;
  readonly equal: number;
  readonly different: number;
  readonly unsupported: number;
}

/**
 * Runs the recorded answers of real Spark, file by file. `test/golden/expected.json` says how many cases of each file
 * are equal today: fewer is a failure; what differs above that is known and named in `docs/differences.md`.
 */
export function runGolden(folder: string): SuiteCount {
  const expected = expectedCounts();
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const name of caseFiles(folder)) {
    const run = spawnSync(process.execPath, [SUITE, join(folder, name)], {
      cwd: ROOT,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
      maxBuffer: 1 << 28,
    });
    const answer = lastLine(run.stdout);
    if (answer === null) {
      console.log(`  ${name}: ended without a count (exit code ${run.status})`);
      total.failed++;
      continue;
    }
    const missing = Math.max(0, (expected[name] ?? 0) - answer.equal);
    if (missing > 0) console.log(run.stdout);
    console.log(
      `  ${name}: ${answer.equal} of ${answer.cases} equal` +
        (missing > 0 ? `, ${missing} fewer than test/golden/expected.json says` : ''),
    );
    total.passed += answer.equal;
    total.failed += missing;
    total.skipped += answer.cases - answer.equal - missing;
  }
  const reason =
    total.skipped === 0 ? {} : { reason: 'known differences and what is not there yet: docs/differences.md' };
  return { ...total, ...reason };
}

/** The recorded answers: `MILLRACE_GOLDEN`, or the folder beside the checkout; null when there are none. */
export function goldenFolder(): string | null {
  const folder = process.env['MILLRACE_GOLDEN'] ?? join(ROOT, '..', 'shared', 'golden');
  return existsSync(folder) ? folder : null;
}

/** Equal cases by file, as they were when the file was last written. */
function expectedCounts(): Record<string, number> {
  const file = join(ROOT, 'test/golden/expected.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, number>) : {};
}

function caseFiles(folder: string): string[] {
  return ['batch', 'streaming'].flatMap((kind) =>
    existsSync(join(folder, kind))
      ? readdirSync(join(folder, kind))
          .filter((name) => name.endsWith('.jsonl'))
          .sort()
          .map((name) => `${kind}/${name}`)
      : [],
  );
}

function lastLine(text: string): Answer | null {
  try {
    return JSON.parse(text.trimEnd().split('\n').at(-1) ?? '') as Answer;
  } catch {
    return null;
  }
}
