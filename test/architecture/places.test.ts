import { expect, test } from 'vitest';
import { repositoryFiles, textOf } from './source-files.ts';

const TEXT = /\.(ts|js|mjs|json|md|ipynb|py|yml|yaml|css)$|^\.ci\/|^\.npmrc$|^LICENSE$/;
/** A folder of somebody's machine, or a download address in the lock file: neither means anything elsewhere. */
const MACHINE = /(?<![\w.$}])\/(?:home|Users|root|work|farm)\/[\w.-]+\/|"resolved":\s*"https?:/;

test('files name no machine: neither its folders nor its package registry', () => {
  const found = repositoryFiles()
    .filter((path) => TEXT.test(path) && !path.startsWith('test/architecture/'))
    .flatMap((path) =>
      textOf(path)
        .split('\n')
        .flatMap((line, index) => (MACHINE.test(line) ? [`${path}:${index + 1}: ${line.trim().slice(0, 120)}`] : [])),
    );
  expect(found).toEqual([]);
});
