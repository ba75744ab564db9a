/**
 * Writes what the benchmarks printed into docs/performance.md: `node test/bench/performance-page.ts RUN.log...`, each the
 * output of one `npm run bench -- NAME`. A section takes the place of the one with its heading; the others stay.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';

interface Summary {
  readonly name: string;
  readonly rows?: number;
  readonly threads?: number;
  /** The first of so many of each kind are measured. */
  readonly each?: number;
  readonly runs?: number;
  readonly peer?: { readonly name: string | null };
  readonly spark?: { readonly geometricMean: number } | null;
  readonly duckdb?: { readonly peer: string; readonly geometricMean: number } | null;
  readonly figures?: readonly OperationFigures[];
  readonly curve?: readonly ThreadGain[];
}

/** What a number of threads gains over one. */
interface ThreadGain {
  readonly threads: number;
  readonly geometricMean: number;
  readonly byProcessorTime: number | null;
  readonly least: { readonly name: string; readonly gain: number };
  readonly below09: number;
}

interface OperationFigures {
  readonly name: string;
  readonly sparkRatio: number | null;
}

const PAGE = new URL('../../docs/performance.md', import.meta.url);
/** Where others are faster by more than a third. */
const BEHIND = 0.7;

/** What a figure does not say by itself. */
const REMARKS: Readonly<Record<string, string>> = {
  stall:
    "The engine works on as many threads as there are cores. Where the user's thread is one more than that, it waits for the end of a time slice of the system, " +
    'and threads of lower priority give way earlier only at the lowest, where any other program would starve them; with `millrace.threads` one less than the cores it waits 0.6 ms over idle.',
  growth:
    'Medians of eleven, both sizes in turn: one after the other, the smaller one found all it needs in the cache and the figure moved between 1.25 and 1.69 from run to run.',
  'json-window':
    "Of the engine's time 35 % goes into reading the JSON, 9 % into waiting for the disk and for the user's thread, 8 % into folding rows, 4 % each into reading files, writing the log and collecting " +
    'garbage: what is left is spread thinly. A batch of 10,000 rows is too small to be shared by threads. Tried: the next file read and decoded while the sink works (nothing here, a fifth less time with ' +
    'a sink that works for 2 ms), where before it was while the disk synced. A third of the time is added where a new file costs 0.3 ms (`newFileP50Ms`): three come with each batch, the peer writes into one. From run to run the ratio lies between 2.5 and 3.6.',
  'small-batch':
    'A batch of 100 rows is mostly files: of the time in which the engine computes a third goes into opening, writing, renaming and linking those of the offset log, ' +
    "the state and the commit log, a quarter of all time is waiting for the disk and for the user's thread, and nothing else takes more than 3 %. Three files come with each batch, " +
    'the peer writes into one: where files were removed in the last minutes a new one costs 0.3 ms instead of 0.02 (`newFileP50Ms`), and the ratio falls by a tenth to a fifth.',
  'kernel-start':
    'A start reads and compiles the kernel from a compile cache. From run to run the ratio lies between 0.25 and 0.38 with the same code (four on one day: 0.277, 0.277, 0.282, 0.292), in turn with the code of the day before too: what a start of 100 ms ' +
    'costs depends on what else the cores do.',
  'kernel-cell':
    'Cells of both kernels take 2 to 5 ms or 8 to 15, and the median moves with how many of them are of the one kind: seven runs gave 2.19, 2.20, 2.25, 2.26, 2.30, 2.73 and 3.16. By profile the kernel is idle nine tenths of that time; beside it TypeScript starts up on a thread of its own, a third of that in collecting garbage, and takes one of two cores in the first seconds.',
  'text-json':
    'Of the json format 0.64 to 0.87 in batches of 10,000 rows, from run to run; 5.8 to 7.0 times Spark in batches of a million.',
  threads:
    'Where there are at least ten rows to each of 100,000 groups the gain is below 1.5: a look-up takes a third longer while the other thread makes its own, as the tables of both (some 10 MB each) ' +
    "lie beyond the cores' own caches of 2 MB, and at the end one thread takes in the texts and states of the other, which waits for that (a tenth of the time). Tried: shares of the keys by their hash, where " +
    'every thread hashes every row (0.7 to 1.0), parts merged one by one (0.66 to 1.0), and what is there: one run of parts a thread, merged once. Such a grouping by one number is no faster than one thread, and in runs on a busy machine slower (`count_if` 0.57 to 1.0). `write json files` waits for the disk (128 MB/s with a sync at the end): from run to run 0.84 to 1.17 there, 1.4 to 1.8 into memory.',
};

const sections = new Map(sectionsOf(readFileSync(PAGE, 'utf8')).map((text) => [headingOf(text), text]));
for (const path of process.argv.slice(2)) {
  const log = readFileSync(path, 'utf8');
  const made = section(log, summaryOf(log));
  sections.set(headingOf(made), made);
}
const operationsFirst = [...sections].sort(([a], [b]) => Number(isOperations(b)) - Number(isOperations(a)));
writeFileSync(PAGE, [head(), ...operationsFirst.map(([, text]) => text), ''].join('\n\n'));

function sectionsOf(page: string): string[] {
  const [, ...texts] = page.split(/^(?=## )/m);
  return texts.map((text) => text.trimEnd());
}

function isOperations(heading: string): boolean {
  return heading.startsWith('## Ordinary operations');
}

function headingOf(text: string): string {
  return text.slice(0, text.indexOf('\n'));
}

/** The line of JSON with which a benchmark ends. */
function summaryOf(log: string): Summary {
  const line = log.split('\n').findLast((text) => text.startsWith('{"name"'));
  if (line === undefined) throw new Error('There is no line of JSON at the end: was the run cut off?');
  return JSON.parse(line) as Summary;
}

function head(): string {
  const [cpu] = cpus();
  return `# How fast

Made by \`node test/bench/performance-page.ts\` out of runs (one a section) on ${cpus().length} cores (${cpu?.model.trim() ?? 'unknown'}; the table of all operations on an Intel Xeon), ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.versions.node}. Engine
and peers had the threads that are named; up to about a million rows of little work the engine uses one of them. Each figure is the median of warm runs, peers
in turn with ours in one run, answers compared. Repeat any of them with \`npm run bench -- NAME\`.`;
}

function section(log: string, summary: Summary): string {
  if (summary.name === 'operations') return operations(log, summary);
  if (summary.name === 'threads') return threadGains(log, summary);
  const remark = REMARKS[summary.name];
  return [`## ${summary.name}`, ...(remark === undefined ? [] : [remark]), fenced(summary)].join('\n\n');
}

function tableOf(log: string): string {
  const lines = log.split('\n').filter((line) => line.startsWith('|'));
  return lines.join('\n');
}

/** The option by which an operation of so many is measured, and how it reads. */
function eachOf({ each = 1 }: Summary): { option: string; text: string } {
  return each === 1 ? { option: '', text: '' } : { option: ` --each ${each}`, text: `, one of ${each} of each kind` };
}

function threadGains(log: string, summary: Summary): string {
  const each = eachOf(summary);
  const lines = (summary.curve ?? []).map(({ threads, geometricMean, byProcessorTime, least, below09 }) => {
    const gains = `${geometricMean.toFixed(2)} | ${byProcessorTime?.toFixed(2) ?? '-'}`;
    return `| ${threads} | ${gains} | ${least.name} (${least.gain.toFixed(2)}) | ${below09} |`;
  });
  return `## threads, ${summary.rows?.toLocaleString('en-US')} rows${each.text}

\`npm run bench -- threads --rows ${summary.rows}${each.option}\`, the best of ${summary.runs} runs with each number of threads, answers equal. The gain
is that over one thread; by processor time it is what it would be if nothing else took the cores. ${REMARKS['threads']}

| threads | geometric mean of the gains | by processor time | least | below 0.9 |
|---|---|---|---|---|
${lines.join('\n')}

${tableOf(log)}`;
}

function operations(log: string, summary: Summary): string {
  const { rows, threads, runs, peer, spark, duckdb, figures } = summary;
  const each = eachOf(summary);
  const behind = (figures ?? []).filter((f) => f.sparkRatio !== null && f.sparkRatio < BEHIND);
  const mean = (x: number | undefined): string => (x === undefined ? '-' : x.toFixed(2));
  return `## Ordinary operations, ${rows?.toLocaleString('en-US')} rows${each.text}

\`npm run bench -- operations --rows ${rows} --threads ${threads}${each.option}\`, medians of ${runs}. Ratios are peer / ours: above 1 we are faster.

| | geometric mean of the ratios |
|---|---|
| ${peer?.name ?? 'Spark'} | ${mean(spark?.geometricMean)} |
| ${duckdb?.peer ?? 'DuckDB'} | ${mean(duckdb?.geometricMean)} |

Where Spark is faster by more than a third: ${behind.map((f) => `${f.name} (${f.sparkRatio})`).join(', ') || 'nowhere'}. DuckDB is faster
in most: it is native code over columns on ${threads} threads, and rows that cross to it and back would cost more than it wins.

${tableOf(log)}`;
}

function fenced(value: unknown): string {
  return `\`\`\`json\n${JSON.stringify(value)}\n\`\`\``;
}
