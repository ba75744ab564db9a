import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildLabextension, fetchComponents } from './suites/components.ts';
import { otherAnswers, recordedAnswers, runGolden } from './suites/golden-suite.ts';
import type { SuiteCount } from './suites/suite-count.ts';
import { runVitest } from './suites/vitest-suite.ts';

/**
 * `npm test [-- SUITE...]`: runs the suites and says which ran, which could not, and why. A suite is a folder of `test`.
 * Downloads nothing unless `MILLRACE_FETCH=1`. `MILLRACE_REQUIRE=jupyter,browser,kafka` (or `all`) turns what is missing
 * into failures.
 */
const TEST = fileURLToPath(new URL('.', import.meta.url));
/** `npm run check` runs these. */
const CHECKS = 'test/architecture/';

const files = readdirSync(TEST, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.test.ts'))
  .map((name) => `test/${name.split(sep).join('/')}`)
  .filter((file) => !file.startsWith(CHECKS))
  .sort();

const usesBroker = (file: string): boolean => file.startsWith('test/connectors/kafka');
/** Tests that share a broker, kill a process at moments that a clock chooses, or measure a view in the one browser. */
const needsQuiet = (file: string): boolean => usesBroker(file) || /^test\/(crash|browser)\//.test(file);
const suiteOf = (file: string): string => {
  const folder = file.split('/')[1]!;
  if (usesBroker(file)) return 'kafka';
  return folder === 'browser' ? file.slice('test/'.length) : folder;
};

const GOLDEN = 'golden answers';
const names = [...new Set(files.map(suiteOf)), GOLDEN];
const wanted = process.argv.slice(2);
const isWanted = (name: string): boolean => wanted.length === 0 || wanted.some((word) => name.startsWith(word));
if (!names.some(isWanted)) {
  console.error(`No suite is called ${wanted.join(', ')}. There are: ${names.join(', ')}.`);
  process.exit(2);
}
const chosen = files.filter((file) => isWanted(suiteOf(file)));

// What was compiled once, workers and kernels need not compile again.
process.env['NODE_COMPILE_CACHE'] ??= join(tmpdir(), 'millrace-cache');
if (process.env['MILLRACE_FETCH'] === '1') await fetchComponents();
buildLabextension();

const results: (readonly [name: string, count: SuiteCount])[] = [];
async function vitest(some: readonly string[], workers: number): Promise<void> {
  if (some.length === 0) return;
  console.log(`\n== ${some.length === 1 ? '1 file' : `${some.length} files`}, ${workers} at a time`);
  results.push(...(await runVitest(some, workers, suiteOf)));
}
async function golden(): Promise<void> {
  if (!isWanted(GOLDEN)) return;
  results.push([GOLDEN, await runGolden(recordedAnswers)]);
  const others = otherAnswers();
  if (others !== null) results.push([`${GOLDEN} beside the checkout`, await runGolden(others)]);
}

const started = performance.now();
const [quiet, sideBySide] = [chosen.filter(needsQuiet), chosen.filter((file) => !needsQuiet(file))];
await Promise.all([vitest(sideBySide, 2), golden()]);
await vitest(quiet, 1);

console.log('\nSuite                                 passed  failed  skipped       s');
for (const [name, { passed, failed, skipped, seconds, reason }] of results) {
  const cells = [passed, failed, skipped].map((count) => String(count).padStart(8)).join('');
  const why = reason ?? (skipped > 0 ? 'the reasons stand in the names of the skipped tests' : '');
  console.log(`${name.padEnd(36)}${cells}${seconds.toFixed(0).padStart(8)}${why === '' ? '' : `  ${why}`}`);
}
const minutes = (performance.now() - started) / 60_000;
console.log(
  `The seconds are those of a suite's files one after another; all of it took ${minutes.toFixed(1)} minutes.`,
);
const failures = results.flatMap(([, count]) => count.failures ?? []);
for (const failure of failures) console.log(`\nFAILED ${failure}`);
const sum = (key: 'passed' | 'failed' | 'skipped'): number => results.reduce((all, [, each]) => all + each[key], 0);
console.log(`${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped`);
process.exitCode = sum('failed') > 0 ? 1 : 0;
