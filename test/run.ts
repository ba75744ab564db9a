import { existsSync, readdirSync } from 'node:fs';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildLabextension, fetchComponents } from './suites/components.ts';
import { otherAnswers, recordedAnswers, runGolden } from './suites/golden-suite.ts';
import type { SuiteCount } from './suites/suite-count.ts';
import { runVitest } from './suites/vitest-suite.ts';

/**
 * `npm test [-- SUITE...]`: runs the suites one after another and says which ran, which could not, and why. Downloads
 * nothing unless `MILLRACE_FETCH=1`. `MILLRACE_REQUIRE=jupyter,browser,kafka` (or `all`) turns what is missing into failures.
 */
const TEST = fileURLToPath(new URL('.', import.meta.url));

interface Suite {
  readonly name: string;
  run(): SuiteCount;
}

/** Test files of a folder, as paths from the root. */
function filesOf(folder: string): string[] {
  const path = join(TEST, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .sort()
    .map((name) => join('test', folder, name));
}

/** One vitest process over a folder; `workers` is 1 where tests share a server or measure time. */
function folderSuite(name: string, workers: number, keep: (file: string) => boolean = () => true): Suite[] {
  const files = filesOf(name).filter(keep);
  return files.length === 0
    ? []
    : [{ name, run: () => runVitest(files, { workers, isolate: !LIBRARY.includes(name) }) }];
}

const called = (name: string, suites: readonly Suite[]): Suite[] => suites.map((suite) => ({ ...suite, name }));

function browserSuite(): Suite[] {
  const files = filesOf('browser');
  // one browser and one JupyterLab at a time: the figures of a view are only steady on a quiet machine
  return files.map((file) => ({ name: file.slice(5), run: () => runVitest([file], { workers: 1, isolate: true }) }));
}

function goldenSuites(): Suite[] {
  const others = otherAnswers();
  return [
    { name: 'golden', run: () => runGolden(recordedAnswers) },
    ...(others === null ? [] : [{ name: 'golden beside the checkout', run: () => runGolden(others) }]),
  ];
}

const NAMED = ['architecture', 'engine', 'kernel', 'connectors', 'notebooks', 'browser', 'golden'];
/** Folders whose files share no server and measure no time. */
const SIDE_BY_SIDE = ['docs', 'faults', 'fuzz', 'options'];
/** Folders whose files call one library: they share its modules, which would take a third of the time to load for each. */
const LIBRARY = ['engine'];
/** Teaches its process words to star, which would be starred in the tests after it. */
const TEACHES = join('types', 'secrets.test');
const usesBroker = (file: string): boolean => file.includes(`${sep}kafka`);
const others = readdirSync(TEST, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !NAMED.includes(entry.name))
  .map((entry) => entry.name);

const suites: readonly Suite[] = [
  ...folderSuite('engine', 2, (file) => !file.includes(TEACHES)),
  ...called(
    'secrets',
    folderSuite('engine', 1, (file) => file.includes(TEACHES)),
  ),
  ...others.flatMap((name) => folderSuite(name, SIDE_BY_SIDE.includes(name) ? 2 : 1)),
  ...called('golden files', folderSuite('golden', 1)),
  ...folderSuite('kernel', 2),
  ...folderSuite('connectors', 2, (file) => !usesBroker(file)),
  ...called('kafka', folderSuite('connectors', 1, usesBroker)),
  ...folderSuite('notebooks', 1),
  ...browserSuite(),
  ...goldenSuites(),
];

const wanted = process.argv.slice(2);
const chosen = suites.filter(({ name }) => wanted.length === 0 || wanted.some((word) => name.startsWith(word)));
if (chosen.length === 0) {
  console.error(`No suite is called ${wanted.join(', ')}. There are: ${suites.map(({ name }) => name).join(', ')}.`);
  process.exit(2);
}
if (process.env['MILLRACE_FETCH'] === '1') await fetchComponents();
buildLabextension();

const results = chosen.map(({ name, run }, index) => {
  console.log(`\n== ${name} (${index + 1} of ${chosen.length})`);
  const started = performance.now();
  const count = run();
  return { name, seconds: Math.round((performance.now() - started) / 1000), ...count };
});

console.log('\nSuite                             passed  failed  skipped     s');
for (const { name, passed, failed, skipped, seconds, reason } of results) {
  const cells = [passed, failed, skipped].map((count) => String(count).padStart(8)).join('');
  const why = reason ?? (skipped > 0 ? 'the reasons stand in the names of the skipped tests' : '');
  console.log(`${name.padEnd(32)}${cells}${String(seconds).padStart(6)}${why === '' ? '' : `  ${why}`}`);
}
const sum = (key: 'passed' | 'failed' | 'skipped'): number => results.reduce((all, each) => all + each[key], 0);
console.log(`${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped`);
process.exitCode = sum('failed') > 0 ? 1 : 0;
