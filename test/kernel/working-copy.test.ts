import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { workingCopy } from '../../kernel/cli/working-copy.ts';

let folder: string;
let from: string;
let to: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-copy-'));
  [from, to] = [join(folder, 'notebooks'), join(folder, 'state', 'notebooks')];
  for (const inner of ['data/orders', '.ipynb_checkpoints']) mkdirSync(join(from, inner), { recursive: true });
  for (const name of ['a.ipynb', 'b.ipynb', 'data/orders/1.json', 'data/make.ts', '.ipynb_checkpoints/a.ipynb']) {
    writeFileSync(join(from, name), `first ${name}`);
  }
});
afterEach(() => rmSync(folder, { recursive: true }));

const read = (name: string): string => readFileSync(join(to, name), 'utf8');

test('notebooks and data are copied, programs and checkpoints are not', () => {
  workingCopy(from, to);
  expect([read('a.ipynb'), read('data/orders/1.json')]).toEqual(['first a.ipynb', 'first data/orders/1.json']);
  expect([existsSync(join(to, 'data/make.ts')), existsSync(join(to, '.ipynb_checkpoints'))]).toEqual([false, false]);
});

test('a copy that somebody changed stays, the others follow the checkout', () => {
  workingCopy(from, to);
  writeFileSync(join(to, 'a.ipynb'), 'mine');
  for (const name of ['a.ipynb', 'b.ipynb']) writeFileSync(join(from, name), `second ${name}`);
  workingCopy(from, to);
  workingCopy(from, to);
  expect([read('a.ipynb'), read('b.ipynb')]).toEqual(['mine', 'second b.ipynb']);
  writeFileSync(join(from, 'b.ipynb'), 'third');
  workingCopy(from, to);
  expect(read('b.ipynb')).toBe('third');
});
