import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { FUNCTIONS } from '../../../engine/expressions/functions/index.ts';
import { shown } from './sql-value.ts';

const folder = join(import.meta.dirname, '../../../engine/expressions/functions');

const filesIn = (path: string): string[] =>
  readdirSync(path).flatMap((name) => {
    const full = join(path, name);
    return statSync(full).isDirectory() ? filesIn(full) : [full];
  });

describe('the list of functions', () => {
  test('holds every file of the folder', () => {
    const index = readFileSync(join(folder, 'index.ts'), 'utf8');
    const families = filesIn(folder).filter((file) => file.slice(folder.length + 1).includes('/'));
    const helper = (file: string): boolean => basename(file).startsWith('define-');
    const defining = families
      .filter((file) => !helper(file))
      .filter((file) => /\bdefine[A-Z]\w*\(/.test(readFileSync(file, 'utf8')));
    const missing = defining.filter((file) => !index.includes(`'.${file.slice(folder.length)}'`));
    expect(missing).toEqual([]);
  });

  test('gives each name to one function', () => {
    const names = FUNCTIONS.flatMap((f) => [f.name, ...(f.aliases ?? [])].map((name) => name.toLowerCase()));
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  });

  test('describes each function in a sentence', () => {
    expect(FUNCTIONS.filter((f) => !/^.*\.$/.test(f.description)).map((f) => f.name)).toEqual([]);
  });
});

describe('the examples of functions', () => {
  const examples = FUNCTIONS.flatMap((f) => f.examples.map((example) => ({ name: f.name, ...example })));
  test.each(examples)('$name: $sql', ({ sql, result }) => {
    expect(shown(sql)).toBe(result);
  });
});
