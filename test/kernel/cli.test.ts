import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { optionsOf } from '../../kernel/cli/options.ts';
import type { NotebookFile } from '../../kernel/cli/notebook-file.ts';

const BIN = fileURLToPath(new URL('../../bin/millrace.mjs', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'millrace-cli-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Spawned {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function millrace(...args: string[]): Spawned {
  return millraceIn({}, ...args);
}

function millraceIn(env: NodeJS.ProcessEnv, ...args: string[]): Spawned {
  return spawnSync(process.execPath, [BIN, ...args], {
    encoding: 'utf8',
    timeout: 30_000,
    cwd: folder,
    env: { ...process.env, ...env },
  });
}

function notebook(name: string, ...cells: string[]): string {
  const file = join(folder, name);
  const code = cells.map((source, index) => ({
    cell_type: 'code',
    id: `c${index}`,
    metadata: {},
    source,
    outputs: [],
    execution_count: null,
  }));
  writeFileSync(file, JSON.stringify({ cells: code, metadata: {}, nbformat: 4, nbformat_minor: 5 }));
  return file;
}

test('run executes a notebook and saves its outputs', { timeout: 30_000 }, () => {
  const file = notebook(
    'good.ipynb',
    'const a: number = 20\nconsole.log("one"); console.log("two")',
    'import { newDisplay } from "tslab"; const d = newDisplay(); d.html("old"); d.html("new"); a * 2',
  );
  const ran = millrace('run', file, '--out', join(folder, 'done.ipynb'));
  expect([ran.status, ran.stderr]).toEqual([0, '']);
  const done = JSON.parse(readFileSync(join(folder, 'done.ipynb'), 'utf8')) as NotebookFile;
  expect(done.cells[0]).toMatchObject({
    execution_count: 1,
    outputs: [{ output_type: 'stream', name: 'stdout', text: 'one\ntwo\n' }],
  });
  expect(done.cells[1]!.outputs).toEqual([
    { output_type: 'display_data', data: { 'text/html': 'new' }, metadata: {} },
    { output_type: 'execute_result', data: { 'text/plain': '40' }, metadata: {}, execution_count: 2 },
  ]);
});

test('run stops at a failing cell with exit code 1 and its error', { timeout: 30_000 }, () => {
  const file = notebook('bad.ipynb', '1', '\nthrow new TypeError("wrong")', 'console.log("never")');
  const ran = millrace('run', file, '--out', join(folder, 'bad-done.ipynb'));
  expect(ran.status).toBe(1);
  expect(ran.stderr).toMatch(/Code cell 2 of .*bad\.ipynb failed:\nTypeError: wrong\n.*cell \[2\], line 2/);
  const done = JSON.parse(readFileSync(join(folder, 'bad-done.ipynb'), 'utf8')) as NotebookFile;
  expect(done.cells[1]!.outputs![0]!.output_type).toBe('error');
  expect(done.cells[2]!.outputs).toEqual([]);
});

test('install writes a kernelspec below the prefix', { timeout: 30_000 }, () => {
  expect(millrace('install', '--prefix', folder).status).toBe(0);
  const spec = JSON.parse(readFileSync(join(folder, 'share/jupyter/kernels/millrace/kernel.json'), 'utf8')) as Record<
    string,
    unknown
  >;
  expect(spec).toMatchObject({
    display_name: 'TypeScript (Millrace)',
    language: 'typescript',
    interrupt_mode: 'message',
  });
  expect((spec['argv'] as string[]).at(-1)).toBe('{connection_file}');
  expect((spec['argv'] as string[]).slice(0, 2).every((path) => existsSync(path))).toBe(true);
});

test('doctor tells what works in plain words', { timeout: 30_000 }, () => {
  const { status, stdout } = millrace('doctor');
  expect(status).toBe(0);
  expect(stdout).toMatch(/works {4}Node v2\d/);
  expect(stdout).toMatch(/JupyterLab/);
});

test('an unknown command and an unknown option name the known ones', { timeout: 30_000 }, () => {
  expect(millrace('fly').stdout).toMatch(/millrace run NB\.ipynb/);
  expect(millrace('fly').status).toBe(1);
  expect(millrace('run', 'x.ipynb', '--fast').stderr).toMatch(/Unknown option --fast. There are: --out/);
  expect(optionsOf(['--no-browser', 'nb', '--port=8'], { noBrowser: 'flag', port: 'text' })).toEqual({
    values: { noBrowser: true, port: '8' },
    words: ['nb'],
  });
});

test('lab without Python ends with one sentence that names the cure', { timeout: 30_000 }, () => {
  const env = { PATH: folder, MILLRACE_PYTHON: '', MILLRACE_STATE: folder };
  const { status, stderr } = millraceIn(env, 'lab', '--no-browser');
  expect(status).toBe(1);
  expect(stderr.trim()).toMatch(
    /^JupyterLab needs Python 3\.9 or newer, and none was found: install it .*npm run demo.*$/,
  );
});
