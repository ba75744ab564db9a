import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { fileFailure } from '../../../engine/runtime/file-failure.ts';
import { ArgumentError } from '../../../engine/types/errors.ts';

const folder = fs.mkdtempSync(join(tmpdir(), 'millrace-failure-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));
const at = (...parts: string[]): string => join(folder, ...parts);
fs.writeFileSync(at('file'), 'x');
fs.mkdirSync(at('full'));
fs.writeFileSync(at('full', 'a'), '');
fs.symlinkSync(at('loop'), at('loop'));

/** What the file system really throws. */
const REAL: readonly (readonly [code: string, condition: string, path: string, act: (path: string) => unknown])[] = [
  ['ENOENT', 'FILE_NOT_FOUND', at('none'), (path) => fs.readFileSync(path)],
  ['EISDIR', 'FILE_IS_A_FOLDER', folder, (path) => fs.readFileSync(path)],
  ['ENOTDIR', 'FILE_NOT_A_FOLDER', at('file', 'b'), (path) => fs.readFileSync(path)],
  ['ELOOP', 'FILE_LINK_LOOP', at('loop'), (path) => fs.readFileSync(path)],
  ['ENAMETOOLONG', 'FILE_NAME_TOO_LONG', at('n'.repeat(300)), (path) => fs.readFileSync(path)],
  ['EEXIST', 'FILE_EXISTS', at('file'), (path) => fs.mkdirSync(path)],
  ['ENOTEMPTY', 'FILE_EXISTS', at('full'), (path) => fs.rmdirSync(path)],
  ['ERR_INVALID_ARG_VALUE', 'FILE_NAME_INVALID', at('a\0b'), (path) => fs.readFileSync(path)],
];

test.each(REAL)('%s names the file, the reason and the cure', (code, condition, path, act) => {
  const failure = fileFailure(
    thrownBy(() => act(path)),
    path,
    'use the file',
  );
  expect(failure).toMatchObject({ phase: 'external', condition, hint: expect.stringMatching(/\w{3}/) as string });
  expect(failure.summary).toMatch(new RegExp(`^Cannot use the file .*: .*\\(${code}\\)\\.$`));
  expect(failure.summary).toContain(JSON.stringify(path).slice(1, -1));
});

describe('a disk without room', () => {
  for (const code of ['ENOSPC', 'EDQUOT', 'EFBIG', 'EIO'])
    test(`${code} says how much is free, also where the folder is not there yet`, () => {
      const failure = fileFailure(withCode(code), at('not', 'yet', 'data'), 'write the file');
      expect(failure.condition).toMatch(/^FILE_(?:DISK_FULL|TOO_LARGE|DISK_FAILED)$/);
      expect(failure.summary).toMatch(/data: .* \(E\w+\); \d[\d.]* \w+ of \d[\d.]* \w+ are free\.$/);
    });
});

test.each(['EACCES', 'EPERM', 'EROFS', 'EMFILE', 'ENFILE', 'EFBIG', 'EIO', 'EBUSY', 'ENXIO', 'ESTALE', 'ENOMEM'])(
  '%s is in words',
  (code) => {
    const { summary, hint } = fileFailure(withCode(code), '/data/a', 'read the file');
    expect(summary).toMatch(/^Cannot read the file \/data\/a: [a-z]/);
    expect(summary).not.toContain('raw words');
    expect(hint).toBeTruthy();
  },
);

test('an unknown error keeps its words and gets a name; an error of the engine stays as it is', () => {
  expect(fileFailure(new Error('odd thing.'), '/data/a', 'read the file')).toMatchObject({
    condition: 'FILE_FAILED',
    summary: 'Cannot read the file /data/a: odd thing.',
  });
  const own = new ArgumentError({ condition: 'X', message: 'y' });
  expect(fileFailure(own, '/data/a', 'read the file')).toBe(own);
});

const withCode = (code: string): Error => Object.assign(new Error(`${code}: raw words`), { code });

function thrownBy(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}
