import { linkSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { SmallFiles } from '../../../engine/runtime/small-files.ts';

const folders: string[] = [];
const freshFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-small-'));
  folders.push(folder);
  return folder;
};
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

/** Texts by name, hidden files without their random part. */
const texts = (folder: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(folder).map((name) => [
      name.replace(/^\..*\.spare$/, 'spare'),
      readFileSync(join(folder, name), 'utf8'),
    ]),
  );

const create = (files: SmallFiles, path: string, text: string): boolean => {
  const file = files.create(path, text);
  file?.release();
  return file !== null;
};

describe('small files', () => {
  test('a folder that is not there is not made: it may have been deleted', () => {
    const path = join(freshFolder(), 'gone', '0');
    expect(() => new SmallFiles().create(path, 'text')).toThrow(path);
  });

  test('a retired one becomes the next, shorter or longer', () => {
    const folder = freshFolder();
    const files = new SmallFiles();
    create(files, join(folder, '0'), 'a long text');
    const { ino } = statSync(join(folder, '0'));
    files.retire(join(folder, '0'));
    expect(texts(folder)).toEqual({ spare: '' });
    create(files, join(folder, '1'), 'short');
    expect(texts(folder)).toEqual({ 1: 'short' });
    expect(statSync(join(folder, '1')).ino).toBe(ino);
    files.retire(join(folder, '1'));
    create(files, join(folder, '2'), 'a longer text than before');
    create(files, join(folder, '3'), 'with no spare left');
    expect(texts(folder)).toEqual({ 2: 'a longer text than before', 3: 'with no spare left' });
  });

  test('never replace one that is there, with a spare or without', () => {
    const folder = freshFolder();
    const files = new SmallFiles();
    expect(create(files, join(folder, '0'), 'first')).toBe(true);
    expect(create(files, join(folder, '0'), 'second')).toBe(false);
    expect(create(files, join(folder, '1'), 'one')).toBe(true);
    files.retire(join(folder, '1'));
    expect(create(files, join(folder, '0'), 'third')).toBe(false);
    expect(texts(folder)).toEqual({ 0: 'first' });
  });

  test('retiring what is gone does nothing', () => {
    const folder = freshFolder();
    new SmallFiles().retire(join(folder, '7'));
    new SmallFiles().retire(join(folder, 'nowhere', '7'));
    expect(texts(folder)).toEqual({});
  });

  test('one that is expected is made ahead and becomes the next', () => {
    const folder = freshFolder();
    const files = new SmallFiles();
    files.expect(folder);
    expect(texts(folder)).toEqual({ spare: '' });
    const [name] = readdirSync(folder);
    const { ino } = statSync(join(folder, name!));
    create(files, join(folder, '0'), 'zero');
    expect(texts(folder)).toEqual({ 0: 'zero' });
    expect(statSync(join(folder, '0')).ino).toBe(ino);
    create(files, join(folder, '1'), 'with none made ahead');
    expect(texts(folder)).toEqual({ 0: 'zero', 1: 'with none made ahead' });
  });

  test('are not made ahead where old ones go', () => {
    const folder = freshFolder();
    const files = new SmallFiles();
    files.expect(folder);
    create(files, join(folder, '0'), 'zero');
    files.expect(folder);
    files.retire(join(folder, '0'));
    expect(texts(folder)).toEqual({ spare: '' });
    create(files, join(folder, '1'), 'one');
    files.expect(folder);
    expect(texts(folder)).toEqual({ 1: 'one' });
    files.retire(join(folder, '1'));
    create(files, join(folder, '2'), 'two');
    expect(texts(folder)).toEqual({ 2: 'two' });
  });

  test('leave nothing made ahead when no more will come', () => {
    const folder = freshFolder();
    const files = new SmallFiles();
    files.expect(folder);
    files.end(folder);
    expect(texts(folder)).toEqual({});
    files.expect(folder);
    files.end(folder);
    expect(texts(folder)).toEqual({});
  });

  test('none is made ahead in a folder that went', () => {
    const folder = freshFolder();
    const files = new SmallFiles();
    files.expect(join(folder, 'gone'));
    mkdirSync(join(folder, 'gone'));
    expect(create(files, join(folder, 'gone', '0'), 'zero')).toBe(true);
  });

  test('a spare that vanished is made up for', () => {
    const folder = freshFolder();
    const files = new SmallFiles();
    create(files, join(folder, '0'), 'zero');
    files.retire(join(folder, '0'));
    for (const name of readdirSync(folder)) rmSync(join(folder, name));
    expect(create(files, join(folder, '1'), 'one')).toBe(true);
    expect(texts(folder)).toEqual({ 1: 'one' });
  });

  test('a process that died between the two names harms nobody', () => {
    const folder = freshFolder();
    writeFileSync(join(folder, '0'), 'zero');
    writeFileSync(join(folder, '1'), 'one');
    linkSync(join(folder, '1'), join(folder, '.of-the-dead.spare'));
    const files = new SmallFiles();
    files.retire(join(folder, '0'));
    create(files, join(folder, '2'), 'two');
    files.retire(join(folder, '1'));
    create(files, join(folder, '3'), 'three');
    expect(texts(folder)).toEqual({ 2: 'two', 3: 'three' });
  });

  test('two processes in one folder do not share a spare', () => {
    const folder = freshFolder();
    const [one, other] = [new SmallFiles(), new SmallFiles()];
    create(one, join(folder, '0'), 'zero');
    create(other, join(folder, '1'), 'one');
    one.retire(join(folder, '0'));
    other.retire(join(folder, '1'));
    create(one, join(folder, '2'), 'by one');
    create(other, join(folder, '3'), 'by the other');
    expect(texts(folder)).toEqual({ 2: 'by one', 3: 'by the other' });
  });
});
