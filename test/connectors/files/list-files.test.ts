import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkPaths, listFiles } from '../../../connectors/files/list-files.ts';
import { listOptions } from '../../../connectors/files/list-options.ts';
import { LOCAL_FILES } from '../../../engine/runtime/local-file-store.ts';
import { nodeFileSystem } from '../../../engine/runtime/node-file-system.ts';
import type { FileStatus, FileStore } from '../../../engine/spi/file-store.ts';
import type { FileSystem } from '../../../engine/spi/runtime.ts';
import { sessionOn } from '../../stream/inline-session.ts';
import { ManualClock } from '../../../engine/runtime/manual-clock.ts';

const disk = mkdtempSync(join(tmpdir(), 'millrace-lake-'));
const FILES =
  'f/a.txt f/b.txt f/.h.txt f/_h.txt f/sub/c.txt f/sub/deep/d.txt p/k=1/x.txt p/k=2/y.txt p/k=2/_z.txt'.split(' ');
beforeAll(() => {
  FILES.forEach((name, i) => {
    const path = join(disk, 'lake', name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `${name}\n`);
    utimesSync(path, i, i);
  });
  mkdirSync(join(disk, 'lake', 'empty'));
});
afterAll(() => rmSync(disk, { recursive: true }));

/** A store whose addresses no call of the operating system knows: `/lake/a.txt` is a file of the folder `disk`. */
const here = (path: string): string => join(disk, path);
const there = (status: FileStatus): FileStatus => ({ ...status, path: status.path.slice(disk.length) });
const LAKE: FileStore = {
  scheme: 'lake',
  status: async (path) => {
    const status = await LOCAL_FILES.status(here(path));
    return status === null ? null : there(status);
  },
  list: async (folder) => (await LOCAL_FILES.list(here(folder))).map(there),
  names: (folder) => LOCAL_FILES.names(here(folder)),
  open: (path) => LOCAL_FILES.open(here(path)),
  create: (path) => LOCAL_FILES.create(here(path)),
  remove: (path) => LOCAL_FILES.remove(here(path)),
  move: (from, to) => LOCAL_FILES.move(here(from), here(to)),
};
const lake = (files: FileStore = LAKE): FileSystem => {
  const local = nodeFileSystem();
  return { ...local, files, read: (path) => local.read(here(path)) };
};

describe('files of a store that is no disk are found by the contract alone', () => {
  test.each<[path: string, options: Record<string, string>, files: string]>([
    ['/lake/f', {}, 'f/a.txt f/b.txt'],
    ['/lake/f', { recursiveFileLookup: 'true' }, 'f/a.txt f/b.txt f/sub/c.txt f/sub/deep/d.txt'],
    ['/lake/f/a.txt', {}, 'f/a.txt'],
    ['/lake/f/_h.txt', {}, ''],
    ['/lake/p', {}, 'p/k=1/x.txt p/k=2/y.txt'],
    ['/lake/f/?.txt', {}, 'f/a.txt f/b.txt'],
    ['/lake/f/{b,sub/c}.txt', {}, 'f/b.txt f/sub/c.txt'],
    ['/lake/*/s*/*', {}, 'f/sub/c.txt f/sub/deep/d.txt'],
    ['/lake/f/[ab].txt', { pathGlobFilter: 'b*' }, 'f/b.txt'],
    ['/lake/empty', {}, ''],
  ])('%s %o', async (path, options, files) => {
    const fileSystem = lake();
    const listed = await listFiles(fileSystem, [path], listOptions(options, { fileSystem, timeZone: 'UTC' }, false));
    expect(listed.map((file) => file.path.replace('/lake/', '')).join(' ')).toBe(files);
  });

  test.each(['/lake/none.txt', '/lake/f/*.csv'])('%s is not there', async (path) => {
    await expect(checkPaths(lake(), [path])).rejects.toMatchObject({ condition: 'PATH_NOT_FOUND' });
  });

  test('and read, schema and partitions too', async () => {
    const session = await sessionOn(new ManualClock(0), lake());
    const rows = await session.read.text('/lake/p').collect();
    expect(rows.map((row) => [row['value'], row['k']])).toEqual([
      ['p/k=1/x.txt', 1],
      ['p/k=2/y.txt', 2],
    ]);
    await session.stop();
  });
});

describe('a file that goes between the list and its turn', () => {
  const vanishing = (): FileSystem => {
    const gone = join(disk, 'lake', 'gone', 'g.txt');
    mkdirSync(dirname(gone), { recursive: true });
    writeFileSync(gone, 'gone\n');
    const listed = LAKE.list('/lake/gone');
    const list: FileStore['list'] = async () => {
      const all = await listed;
      rmSync(gone, { force: true });
      return all;
    };
    return lake({ ...LAKE, list });
  };

  test('is an error that names it, or passed over where that is wanted', async () => {
    const strict = await sessionOn(new ManualClock(0), vanishing());
    await expect(strict.read.text('/lake/gone').collect()).rejects.toMatchObject({
      condition: 'FAILED_READ_FILE.FILE_NOT_EXIST',
      message: expect.stringContaining('/lake/gone/g.txt') as string,
    });
    const lenient = await sessionOn(new ManualClock(0), vanishing());
    expect(await lenient.read.option('ignoreMissingFiles', 'true').text('/lake/gone').collect()).toEqual([]);
    await Promise.all([strict.stop(), lenient.stop()]);
  });
});
