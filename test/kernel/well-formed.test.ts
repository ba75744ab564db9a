import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeNotebook } from '../../kernel/cli/notebook-file.ts';
import { wellFormedJson } from '../../kernel/wire/well-formed-json.ts';
import { pythonWith } from './jupyter-python.ts';
import { privateJupyterFolders } from './jupyter-server.ts';
import { sharedKernel } from './shared-kernel.ts';

/** Half of an emoji, as `'party 🎉'.slice(0, 7)` leaves it, and what stands in its place on the wire. */
const HALF = '\ud83c';
const MENDED = '\ufffd';

const JSONS: readonly (readonly [name: string, value: unknown, mended: unknown])[] = [
  ['the first half', `a${HALF}`, `a${MENDED}`],
  ['the second half', '\udf89b', `${MENDED}b`],
  ['halves in the wrong order', '\udf89\ud83c', MENDED.repeat(2)],
  ['a whole pair', '🎉', '🎉'],
  ['a pair and a half', `🎉${HALF}🎉`, `🎉${MENDED}🎉`],
  ['an escape that somebody wrote', '\\ud83c', '\\ud83c'],
  ['a backslash before a half', `\\${HALF}`, `\\${MENDED}`],
  ['names and nesting', { [HALF]: [{ [`k${HALF}`]: HALF }] }, { [MENDED]: [{ [`k${MENDED}`]: MENDED }] }],
];

test.each(JSONS)('JSON with %s', (_, value, mended) => {
  expect(JSON.parse(wellFormedJson(value))).toEqual(mended);
  expect(JSON.parse(wellFormedJson(value, 1))).toEqual(mended);
});

test('a saved notebook is well-formed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-half-'));
  const outputs = [{ output_type: 'stream', name: 'stdout', text: HALF }];
  const cells = [{ cell_type: 'code', metadata: {}, source: '', outputs }];
  writeNotebook(join(folder, 'a.ipynb'), { cells, metadata: {}, nbformat: 4, nbformat_minor: 5 });
  expect(readFileSync(join(folder, 'a.ipynb'), 'utf8')).toContain(`"text": "${MENDED}"`);
  rmSync(folder, { recursive: true });
});

const kernel = sharedKernel();

/** Every text in a value, names of members included. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, item]) => [name, ...textsIn(item)]);
}

/** No half of a pair stands alone. */
const isWhole = (text: string): boolean => !/\p{Surrogate}/u.test(text);

/** Whether a message shows the mended text and no half. */
const isMended = (message: unknown): boolean => {
  const texts = textsIn(message);
  return texts.some((text) => text.includes(MENDED)) && texts.every((text) => isWhole(text));
};

const half = `'party 🎉'.slice(0, 7)`;
const CELLS: readonly (readonly [what: string, code: string, type: string])[] = [
  ['stdout', `console.log(${half})`, 'stream'],
  ['stderr', `console.error(${half})`, 'stream'],
  [
    'a result with its own bundle',
    `({ [Symbol.for("Jupyter.display")]: () => ({ "text/html": ${half} }) })`,
    'execute_result',
  ],
  ['display data', `display.html(${half})`, 'display_data'],
  ['JSON with such a name', `display.raw("application/json", { [${half}]: [{ b: ${half} }] })`, 'display_data'],
  ['a MIME type', `display.raw("text/" + ${half}, "1")`, 'display_data'],
  ['metadata', `display(1, { metadata: { [${half}]: ${half} } })`, 'display_data'],
  [
    'an update',
    `import { newDisplay } from "tslab"; const d = newDisplay(); d.html("1"); d.html(${half})`,
    'update_display_data',
  ],
  ['an error', `throw new Error(${half})`, 'error'],
  ['the name of an error', `throw Object.assign(new Error("x"), { name: ${half} })`, 'error'],
  ['a cause', `throw new Error("x", { cause: new Error(${half}) })`, 'error'],
  [
    'an error that nobody awaits',
    `Promise.reject(new Error(${half})); await new Promise((r) => setTimeout(r, 5))`,
    'error',
  ],
  ['a DataFrame', `await display(session.createDataFrame([{ word: ${half} }]))`, 'display_data'],
  ['show()', `await session.createDataFrame([{ word: ${half} }]).show()`, 'stream'],
  ['the code itself', `"${HALF}"; 1`, 'execute_input'],
];

test.each(CELLS)('half an emoji in %s', async (_, code, type) => {
  const { outputs, reply } = await kernel().run(code, { stop_on_error: false });
  const shown = outputs.filter(({ header }) => header.msg_type === type);
  expect(shown.some(({ content }) => isMended(content))).toBe(true);
  expect(textsIn([outputs, reply]).filter((text) => !isWhole(text))).toEqual([]);
});

test('half an emoji in replies: pager, expressions, history, completion, a question', async () => {
  let question: unknown;
  kernel().onInput(({ content }) => ((question = content), HALF));
  const asked = await kernel().run(`page(${half}); const answer = await prompt(${half}); console.log(answer)`, {
    user_expressions: { [HALF]: half },
  });
  expect(question).toMatchObject({ prompt: `party ${MENDED}` });
  expect([isMended(asked.reply['payload']), isMended(asked.reply['user_expressions']), asked.stdout]).toEqual([
    true,
    true,
    `${MENDED}\n`,
  ]);
  const history = await kernel().request('shell', 'history_request', {
    hist_access_type: 'search',
    pattern: `*${HALF}*`,
  });
  expect(textsIn(history.content).every((text) => isWhole(text))).toBe(true);
  await kernel().run(`const odd = { ["${HALF}x"]: 1, "${HALF}y": "${HALF}" } as const`);
  for (const type of ['complete_request', 'inspect_request']) {
    const { content } = await kernel().request('shell', type, { code: `odd["`, cursor_pos: type[0] === 'c' ? 5 : 2 });
    expect(textsIn(content).filter((text) => !isWhole(text))).toEqual([]);
  }
});

test('half an emoji in the rows of a live view', { timeout: 20_000 }, async () => {
  await kernel().run(`const stream = session.memoryStream("halves", "word STRING"); await stream.addData([${half}]);
const q = await display(stream.toDF()); await q.processAllAvailable()`);
  const view = await kernel().until(
    ({ header, content }) => header.msg_type === 'update_display_data' && isMended(content['data']),
  );
  expect(isMended(view.content)).toBe(true);
  await kernel().run('await q.stop()');
});

const { python, reason } = pythonWith('nbclient');
const SAVE = `
import sys, nbformat
from nbclient import NotebookClient
notebook = nbformat.read("in.ipynb", as_version=4)
NotebookClient(notebook, kernel_name="millrace", allow_errors=True, timeout=60).execute()
nbformat.validate(notebook)
nbformat.write(notebook, "out.ipynb")
`;

test.skipIf(python === null)(
  `Python saves the notebook${python === null ? ` (skipped: ${reason})` : ''}`,
  { timeout: 60_000 },
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'millrace-save-'));
    const cells = CELLS.slice(0, -1).map(([, source], id) => ({
      ...{ cell_type: 'code', id: `c${id}`, metadata: {}, source, outputs: [], execution_count: null },
    }));
    writeFileSync(join(folder, 'in.ipynb'), JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 }));
    const env = { ...process.env, ...privateJupyterFolders(folder) };
    const { status, stderr } = spawnSync(python!, ['-c', SAVE], { cwd: folder, env, encoding: 'utf8' });
    expect(status, stderr).toBe(0);
    expect(readFileSync(join(folder, 'out.ipynb'), 'utf8').split(MENDED).length).toBeGreaterThan(CELLS.length);
    rmSync(folder, { recursive: true, force: true });
  },
);
