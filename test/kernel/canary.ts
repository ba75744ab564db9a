import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { createCellOutputs } from '../../kernel/cli/cell-outputs.ts';
import { writeNotebook } from '../../kernel/cli/notebook-file.ts';
import { VIEW_COMM_TARGET } from '../../kernel/views/view-host.ts';
import { MIME } from '../../kernel/views/protocol.ts';
import {
  canary,
  canaryIn,
  neededBeside,
  sinkOptions,
  sourceOptions,
  takesSecret,
  valuesFor,
} from '../connectors/canaries.ts';
import type { NotebookCell, Output } from '../../kernel/cli/notebook-file.ts';
import type { Payload } from '../../kernel/views/protocol.ts';
import type { Message } from '../../kernel/wire/message.ts';
import type { DeclaredOption } from '../connectors/canaries.ts';
import { sharedKernel } from './shared-kernel.ts';
import type { KernelClient, Ran } from './kernel-client.ts';

const folder = mkdtempSync(join(tmpdir(), 'millrace-canary-'));
const within = { work: join(folder, 'work'), home: join(folder, 'home'), tmp: join(folder, 't') };
/** Where `file:PATH` finds its secrets: the only files that may hold canaries. */
const secrets = mkdtempSync(join(tmpdir(), 'millrace-secrets-'));
for (const path of Object.values(within)) mkdirSync(path);
writeFileSync(join(within.work, 'data.json'), '{"value":"a"}\n');
afterAll(() => [folder, secrets].forEach((path) => rmSync(path, { recursive: true })));

/** Environment of the kernel, with the canaries that code refers to. */
const env: NodeJS.ProcessEnv = { HOME: within.home, TMPDIR: within.tmp };
let references = 0;

/** How the code of a cell gives a canary to an option: in full, or without a word of it. */
type Writing = 'in full' | 'by reference';

/** The expressions that put canaries into an option: all forms of a secret, one form of an address in turn. */
function writtenValues(spec: DeclaredOption[1], at: number, writing: Writing): string[] {
  const values = valuesFor(spec, canary());
  return (takesSecret(spec) ? values : [values[at % values.length]!]).map((value, index) => {
    if (writing === 'in full') return JSON.stringify(value);
    const name = `CANARY_${++references}`;
    if (takesSecret(spec) && (at + index) % 2 === 1) {
      writeFileSync(join(secrets, name), `${value}\n`);
      return JSON.stringify(`file:${join(secrets, name)}`);
    }
    env[name] = value;
    return takesSecret(spec) ? JSON.stringify(`env:${name}`) : `process.env.${name}!`;
  });
}

/** A connector and the cells that use each of its options. */
type Cells = readonly (readonly [connector: string, cells: readonly string[]])[];

function sourceCells(writing: Writing): Cells {
  return sourceOptions.map(([{ name, userSchema }, options]) => {
    const rest = userSchema === 'allowed' ? '.schema("value STRING").load("data.json")' : '.load()';
    const readers = options.flatMap(([option, spec], at) => {
      const needed = JSON.stringify(neededBeside(name, option));
      return writtenValues(spec, at, writing).map(
        (value) => `.format("${name}").options(${needed}).option("${option}", ${value})`,
      );
    });
    const shown = readers.flatMap((reader) =>
      ['read', 'readStream'].map((read) => `await showSource(session.${read}${reader}, (r) => r${rest});`),
    );
    // an error shows the line that it comes from
    const missing = readers.map((reader) => `void session.readStream${reader}${rest}.select("missing").schema();`);
    const first = `const frame = session.readStream${readers[0]}${rest}; frame`;
    return [`${name} source`, [shown.join('\n'), missing.join('\n'), first, THROW]] as const;
  });
}

function sinkCells(writing: Writing): Cells {
  return sinkOptions.map(([{ name }, options]) => {
    const shown = options.flatMap(([option, spec], at) => {
      const needed = JSON.stringify(neededBeside(name, option));
      return writtenValues(spec, at, writing).map((value) => {
        const given = option === 'checkpointLocation' ? `"c/" + ${value}` : value;
        return `await showSink("${name}", (w) => w.options(${needed}).option("${option}", ${given}));`;
      });
    });
    return [`${name} sink`, [`${shown.join('\n')}\nqueries.at(-1)`, THROW]] as const;
  });
}

/** Shows values, errors and plans in every way a cell has. */
const PRELUDE = `import { inspect } from 'node:util';
const frames: DataFrame[] = [], queries: any[] = [], thrown: any[] = [];
const modes = ['simple', 'extended', 'codegen', 'cost', 'formatted'] as const;
let last = 0;
function show(value: any) {
  console.log(value); console.error(inspect(value, { depth: 8, showHidden: true, getters: true }));
  console.log('%o %j %s', value, value?.plan ?? value?.message ?? null, value?.stack ?? '');
}
async function trying(act: () => any): Promise<any> {
  try { const value = await act(); show(value); return value; }
  catch (error) { thrown.push(error); show(error); await display(error); }
}
async function showSource(reader: any, load: (reader: any) => DataFrame) {
  show(reader);
  const frame: DataFrame = await trying(() => load(reader));
  if (frame === undefined) return;
  frames.push(frame);
  for (const mode of modes) await trying(() => frame.explain(mode));
  await trying(() => frame.printSchema());
  await trying(() => frame.select('missing').schema());
  if (await trying(() => frame.isStreaming())) await showQuery(() => display(frame, { trigger: { availableNow: true } }));
  else await trying(() => display(frame.limit(1)));
}
async function showSink(format: string, withOptions: (writer: any) => any) {
  const stream = session.memoryStream('s' + ++last, 'value STRING');
  await stream.addData(['a']);
  const writer = withOptions(stream.toDF().writeStream.format(format).option('checkpointLocation', 'c/' + last))
    .queryName('q' + last).trigger({ availableNow: true });
  show(writer);
  await showQuery(() => writer.start('o/' + last));
}
async function showQuery(start: () => any) {
  const query = await trying(start);
  if (query === undefined) return;
  queries.push(query);
  await trying(() => display(query));
  await trying(() => query.awaitTermination(3000));
  for (const mode of modes) await trying(() => query.explain(mode));
  show([query, query.status, query.lastProgress, query.recentProgress, query.exception]);
  await trying(() => query.stop());
}`;
/** Errors that nobody awaits, and one that ends the cell. */
const THROW = `const uncaught = thrown.splice(0); uncaught.forEach((error) => void Promise.reject(error));
await prompt(inspect([...frames, ...queries, uncaught]).slice(-2000)); page(inspect(uncaught)); throw uncaught.at(-1)`;
const NAMES = ['frame', 'frames', 'queries', 'thrown', 'uncaught', 'session'];

/** Declares the test that nothing of a kernel shows a canary that its cells give to any option of any connector. */
export function testCanaries(writing: Writing): void {
  const all = [...sourceCells(writing), ...sinkCells(writing)];
  /** What the process itself writes, past the wire. */
  const written: string[] = [];
  const kernel = sharedKernel({
    cwd: within.work,
    env,
    onStdout: (text) => void written.push(text),
    onStderr: (text) => void written.push(text),
  });

  test(`nothing of a kernel shows a canary that its cells give ${writing}`, { timeout: 90_000 }, async () => {
    const from = kernel().received.length;
    const cells: NotebookCell[] = [];
    const run = async (source: string): Promise<readonly Message[]> => {
      const ran = await kernel().run(source, { stop_on_error: false, user_expressions: { queries: 'queries' } });
      cells.push(savedCell(source, ran));
      return ran.outputs;
    };
    kernel().onInput(() => 'answer');
    await run(PRELUDE);
    for (const [connector, codes] of all) {
      const outputs: Message[] = [];
      for (const code of codes) outputs.push(...(await run(code)));
      const kinds = outputs.map(({ header }) => header.msg_type);
      expect(kinds, connector).toEqual(expect.arrayContaining(['display_data', 'stream', 'error']));
      await lookAtViews(kernel, outputs);
    }
    for (const name of NAMES) {
      for (const [type, code] of [
        ['complete_request', `${name}.`],
        ['inspect_request', name],
      ] as const)
        await kernel().request('shell', type, { code, cursor_pos: code.length, detail_level: 1 });
    }
    const history = { output: true, raw: true, hist_access_type: 'tail', n: cells.length };
    await kernel().request('shell', 'history_request', history);
    await kernel().request('control', 'kernel_info_request');

    const said = kernel().received.slice(from);
    expect(said.map(({ header }) => header.msg_type)).toEqual(expect.arrayContaining(EVERY_KIND));
    const leaks = said.flatMap((message) => {
      const found = canaryIn(textOf(message, writing));
      return found === '' ? [] : [`${message.header.msg_type}: ${found}`];
    });
    expect(leaks.slice(0, 5)).toEqual([]);
    expect(canaryIn(written.join(''))).toBe('');

    const notebook = join(folder, 'saved.ipynb');
    const saved = writing === 'in full' ? cells.map((cell) => ({ ...cell, source: '' })) : cells;
    writeNotebook(notebook, { nbformat: 4, nbformat_minor: 5, metadata: {}, cells: saved });
    const files = filesUnder(folder);
    for (const part of ['saved.ipynb', 'offsets', 'commits', 'metadata', 'millrace', '_spark_metadata'])
      expect(files.filter(([path]) => path.slice(folder.length).includes(part)).length, part).toBeGreaterThan(0);
    const holding = files.filter(([path, text]) => !isData(path) && canaryIn(text) !== '');
    expect(holding.map(([path, text]) => `${path}: ${canaryIn(text)}`)).toEqual([]);
  });
}

/** Everything that a kernel sends. */
const EVERY_KIND = [
  ...['status', 'stream', 'error', 'execute_input', 'execute_result', 'display_data', 'update_display_data'],
  ...['execute_reply', 'complete_reply', 'inspect_reply', 'history_reply', 'kernel_info_reply'],
  ...['input_request', 'comm_msg'],
];

/** Files of rows, whose separator is what the user said. */
const isData = (path: string): boolean => /[\\/]part-[^\\/]+$/.test(path);

/** A cell as a client saves it. */
function savedCell(source: string, { id, outputs: messages }: Ran): NotebookCell {
  const outputs: Output[] = [];
  const collected = createCellOutputs();
  for (const { header, content } of messages) collected.take(outputs, header.msg_type, content);
  return { id, cell_type: 'code', metadata: {}, execution_count: null, source, outputs };
}

/** What a message says, without the code that it only repeats where the user wrote canaries there. */
function textOf({ header, content, metadata, buffers }: Message, writing: Writing): string {
  const repeats = writing === 'in full' && ['execute_input', 'history_reply'].includes(header.msg_type);
  const history = (content['history'] as readonly [number, number, [string, string]][] | undefined) ?? [];
  const shown = repeats ? history.map(([, , [, output]]) => output) : content;
  return JSON.stringify([shown, metadata]) + buffers.map((bytes) => Buffer.from(bytes).toString()).join('');
}

/** Opens the views that cells showed and looks at all their tabs, as a page does. */
async function lookAtViews(kernel: () => KernelClient, outputs: readonly Message[]): Promise<void> {
  const shown = outputs.flatMap(({ content }) => {
    const payload = (content['data'] as Record<string, Payload> | undefined)?.[MIME];
    return payload === undefined || payload.queryId === null ? [] : [payload];
  });
  const views = new Map(shown.map((payload) => [payload.viewId ?? payload.queryId!, payload]));
  for (const [comm_id, { queryId, viewId }] of views) {
    const data = { queryId, viewId, have: null, tab: 'batches' };
    kernel().send('shell', 'comm_open', { comm_id, target_name: VIEW_COMM_TARGET, data });
    for (const tab of ['chart', 'table']) kernel().send('shell', 'comm_msg', { comm_id, data: { type: 'mode', tab } });
  }
  const answered = ([comm_id]: readonly [string, unknown]): Promise<Message> =>
    kernel().until(({ header, content }) => header.msg_type === 'comm_msg' && content['comm_id'] === comm_id);
  await Promise.all([...views].map(answered));
  for (const comm_id of views.keys()) kernel().send('shell', 'comm_close', { comm_id, data: {} });
}

/** The files in a folder, with their bytes as text. */
function filesUnder(path: string): (readonly [path: string, text: string])[] {
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => [file, readFileSync(file, 'latin1')] as const);
}
