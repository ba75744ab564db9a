import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SuiteCount } from './suite-count.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** A run that takes longer hangs: a process that a test started never ended. */
const LONGEST_MS = 20 * 60_000;
const VITEST = join(ROOT, 'node_modules/vitest/vitest.mjs');
const PROGRESS = join(ROOT, 'test/suites/progress-reporter.ts');

/** What vitest's JSON report says of a file. */
interface FileReport {
  readonly name: string;
  readonly status: string;
  readonly startTime: number;
  readonly endTime: number;
  /** Why it could not be loaded. */
  readonly message: string;
  readonly assertionResults: readonly TestReport[];
}

interface TestReport {
  readonly status: string;
  readonly fullName: string;
  readonly failureMessages: readonly string[];
}

/** Runs test files in one vitest process and counts by folder what came out; their own report goes to the screen. */
export async function runVitest(
  files: readonly string[],
  workers: number,
  nameOf: (file: string) => string,
): Promise<Map<string, SuiteCount>> {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-report-'));
  const report = join(folder, 'report.json');
  const reporters = ['--reporter=default', `--reporter=${PROGRESS}`, '--reporter=json', `--outputFile.json=${report}`];
  const run = spawn(process.execPath, [VITEST, 'run', ...files, ...reporters, `--maxWorkers=${workers}`], {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
    timeout: LONGEST_MS,
    killSignal: 'SIGKILL',
  });
  try {
    const [status, signal] = (await once(run, 'close')) as [number | null, NodeJS.Signals | null];
    if (signal !== null) console.log(`stopped by ${signal}: a run may last ${LONGEST_MS / 60_000} minutes`);
    const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as { testResults: readonly FileReport[] };
    const counts = counted(testResults, nameOf);
    // a run can fail without a failed test: an error while nothing ran, or an unhandled one
    if (status !== 0 && ![...counts.values()].some(({ failed }) => failed > 0)) counts.set('vitest', BROKEN);
    return counts;
  } catch (error) {
    console.log(`no report of the tests: ${(error as Error).message}`);
    return new Map([['vitest', BROKEN]]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const BROKEN: SuiteCount = { passed: 0, failed: 1, skipped: 0, seconds: 0 };
const SHOWN_LINES = 6;

/** What a failed test said, without the test runner's own frames. */
function inShort(message: string): string {
  const lines = message.split('\n').filter((line) => !/^\s+at (.*node_modules|new Promise)/.test(line));
  return lines.slice(0, SHOWN_LINES).join('\n');
}

function counted(reports: readonly FileReport[], nameOf: (file: string) => string): Map<string, SuiteCount> {
  const counts = new Map<string, SuiteCount>();
  for (const { name: path, status, message, startTime, endTime, assertionResults } of reports) {
    const file = relative(ROOT, path).split(sep).join('/');
    const name = nameOf(file);
    const before = counts.get(name) ?? { passed: 0, failed: 0, skipped: 0, seconds: 0 };
    const passed = assertionResults.filter((test) => test.status === 'passed').length;
    const broken = assertionResults.filter((test) => test.status === 'failed');
    const said = broken.map((test) => `${test.fullName}\n${inShort(test.failureMessages[0] ?? '')}`);
    // a file that cannot be loaded has no test that failed
    if (broken.length === 0 && status === 'failed') said.push(inShort(message));
    counts.set(name, {
      passed: before.passed + passed,
      failed: before.failed + said.length,
      skipped: before.skipped + assertionResults.length - passed - broken.length,
      failures: [...(before.failures ?? []), ...said.map((text) => `${file}: ${text}`)],
      seconds: before.seconds + (endTime - startTime) / 1000,
    });
  }
  return counts;
}
