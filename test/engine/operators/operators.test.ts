import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { operators } from '../../../engine/operators/operators.ts';

const folders = readdirSync(new URL('../../../engine/operators', import.meta.url), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== 'stage')
  .map((entry) => entry.name);
const tested = readdirSync(new URL('.', import.meta.url), { withFileTypes: true }).map((entry) => entry.name);

test('every operator has a folder of its own name', () => {
  expect(operators.nodes.filter((name) => !folders.includes(name.replace('_', '-')))).toEqual([]);
});

test.each(folders)('%s has tests of its own', (folder) => {
  expect(tested).toContain(folder);
});
