import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SuiteCount } from './suite-count.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** A suite that takes longer hangs: a process that a test started never ended. */
const LONGEST_MS = 6 * 60_000;
/** A test that takes longer hangs, also on a machine that does other things: how long something may take, tests say themselves. */
const HANGS_MS = 20_000;
const VITEST = join(ROOT, 'node_modules/vitest/vitest.mjs');
const PROGRESS = join(ROOT, 'test/suites/progress-reporter.ts');

interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly numFailedTestSuites: number;
  readonly success: boolean;
}

interface Sharing {
  /** Files that run at a time. */
  readonly workers: number;
  /** Whether each file has modules of its own. */
  readonly isolate: boolean;
}

/** Runs test files or folders in one vitest process and counts what came out; their own report goes to the screen. */
export function runVitest(paths: readonly string[], { workers, isolate }: Sharing): SuiteCount {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-report-'));
  const file = join(folder, 'report.json');
  const reporters = ['--reporter=default', `--reporter=${PROGRESS}`, '--reporter=json', `--outputFile.json=${file}`];
  const limits = [`--maxWorkers=${workers}`, `--testTimeout=${HANGS_MS}`];
  const args = [VITEST, 'run', ...paths, ...reporters, ...limits, '--dir', 'test'];
  if (!isolate) args.push('--no-isolate');
  const { status, error } = spawnSync(process.execPath, args, {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
    timeout: LONGEST_MS,
    killSignal: 'SIGKILL',
  });
  if (error !== undefined) console.log(`stopped after ${LONGEST_MS / 60_000} minutes: ${error.message}`);
  try {
    const report = JSON.parse(readFileSync(file, 'utf8')) as Report;
    const failed = report.numFailedTests + (report.numFailedTests === 0 ? report.numFailedTestSuites : 0);
    return {
      passed: report.numPassedTests,
      // a run can fail without a failed test: an error while a file is loaded, or an unhandled one
      failed: failed === 0 && status !== 0 ? 1 : failed,
      skipped: report.numPendingTests + report.numTodoTests,
    };
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
