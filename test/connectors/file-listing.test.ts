import { mkdirSync, mkdtempSync, rmSync, symlinkSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nodeFileSystem } from '../../engine/runtime/node-file-system.ts';
import { inlineSession, type InlineSession } from '../stream/inline-session.ts';

/** Each file holds its own name, so that rows say which files were read. */
const FILES = [
  'f/a.txt f/b.txt f/sub/c.txt f/sub/deep/d.txt f/_h.txt f/.h.txt f/_x=1 f/_x=2.txt f/g.txt._COPYING_ f/g._COPYING_.txt f/h~',
  'p/a=1/x.txt p/a=2/y.txt p/a=2/sub/z.txt q/_a=1/x.txt q/_b/x.txt q/.c/x.txt r/ok.txt r/_SUCCESS r/_temporary/x.txt',
  's/onlysub/x.txt t/a=1/b=2/x.txt t/z.txt',
  'glob/a1.txt glob/a2.txt glob/b1.txt glob/c1.txt glob/A1.txt glob/_h1.txt glob/.h1.txt glob/ab,c.txt glob/a{b.txt glob/a[b.txt',
  'glob/a*b.txt glob/a-b.txt glob/a^b.txt glob/a\\b.txt glob/ü.txt glob/d1/x.txt glob/d2/x.txt glob/d2/sub/x.txt glob/_hid/x.txt',
  'glob/.dot/x.txt glob/g._COPYING_',
].flatMap((line) => line.split(' '));

const folder = mkdtempSync(join(tmpdir(), 'millrace-listing-'));
let inline: InlineSession;
const write = (name: string, second = 1): void => {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${name}\n`);
  utimesSync(path, second, second);
};
beforeAll(async () => {
  FILES.forEach((name, i) => write(name, i + 1));
  mkdirSync(join(folder, 'empty'));
  inline = await inlineSession();
});
afterAll(async () => {
  await inline.session.stop();
  rmSync(folder, { recursive: true });
});

type Options = Readonly<Record<string, string>>;
type Read = (paths: readonly string[], options?: Options) => Promise<string[]>;

const batch: Read = async (paths, options = {}) => {
  const df = inline.session.read.options(options).text(...paths.map((path) => join(folder, path)));
  return (await df.collect()).map((row) => String(row['value'])).sort();
};

let queries = 0;
const stream: Read = async ([path], options = {}) => {
  const name = `listed${++queries}`;
  const query = await inline.session.readStream
    .options(options)
    .text(join(folder, path!))
    .writeStream.format('memory')
    .queryName(name)
    .trigger({ availableNow: true })
    .start();
  await query.awaitTermination();
  return (await inline.session.table(name).collect()).map((row) => String(row['value'])).sort();
};

/** What real Spark 4.3 reads: names below the path unless a slash says otherwise. */
const LISTED: readonly (readonly [path: string, files: string, options?: Options])[] = [
  ['f', 'f/_x=1 f/_x=2.txt f/a.txt f/b.txt f/g._COPYING_.txt f/h~'],
  ['f', 'f/_x=1 f/_x=2.txt f/a.txt f/b.txt f/g._COPYING_.txt f/h~ f/sub/c.txt f/sub/deep/d.txt', { recursiveFileLookup: 'true' }],
  ['p', 'p/a=1/x.txt p/a=2/sub/z.txt p/a=2/y.txt'],
  ['p', 'p/a=1/x.txt p/a=2/sub/z.txt p/a=2/y.txt', { recursiveFileLookup: 'TRUE' }],
  ['q', 'q/_a=1/x.txt'],
  ['r', 'r/ok.txt'],
  ['s', ''],
  ['s', 's/onlysub/x.txt', { recursiveFileLookup: 'true' }],
  ['t', 't/a=1/b=2/x.txt'],
  ['t', 't/a=1/b=2/x.txt t/z.txt', { recursiveFileLookup: 'true' }],
  ['empty', ''],
  ['f/a.txt', 'f/a.txt'],
  ['f/_h.txt', ''],
  ['f/.h.txt', ''],
  ['f/_x=1', 'f/_x=1'],
  ['f/g.txt._COPYING_', ''],
  ['q/_b', 'q/_b/x.txt'],
  ['q/_a=1', 'q/_a=1/x.txt'],
  ['glob/a?.txt', 'glob/a1.txt glob/a2.txt'],
  ['glob/[a-b]1.txt', 'glob/a1.txt glob/b1.txt'],
  ['glob/[^a]1.txt', 'glob/A1.txt glob/b1.txt glob/c1.txt'],
  ['glob/[!a]1.txt', 'glob/A1.txt glob/b1.txt glob/c1.txt'],
  ['glob/[a-b-c]1.txt', 'glob/a1.txt glob/b1.txt glob/c1.txt'],
  ['glob/[\\^a]1.txt', 'glob/a1.txt'],
  ['glob/[]a]1.txt', 'glob/a1.txt'],
  ['glob/{a,b}1.txt', 'glob/a1.txt glob/b1.txt'],
  ['glob/{a{1,2},b1}.txt', 'glob/a1.txt glob/a2.txt glob/b1.txt'],
  ['glob/{a1,}.txt', 'glob/a1.txt'],
  ['glob/{d1/x,d2/x}.txt', 'glob/d1/x.txt glob/d2/x.txt'],
  ['glob/{d1/x,a1}.txt', 'glob/a1.txt glob/d1/x.txt'],
  ['glob/{_h1,a1}.txt', 'glob/a1.txt'],
  ['glob/ab,c.txt', 'glob/ab,c.txt'],
  ['glob/a\\*b.txt', 'glob/a*b.txt'],
  ['glob/a\\{b.txt', 'glob/a{b.txt'],
  ['glob/a\\[b.txt', 'glob/a[b.txt'],
  ['glob/a\\\\b.txt', 'glob/a\\b.txt'],
  ['glob/ü*', 'glob/ü.txt'],
  ['glob/d*', 'glob/d1/x.txt glob/d2/x.txt'],
  ['glob/d*/*', 'glob/d1/x.txt glob/d2/sub/x.txt glob/d2/x.txt'],
  ['glob/*/x.txt', 'glob/.dot/x.txt glob/_hid/x.txt glob/d1/x.txt glob/d2/x.txt'],
  ['glob/_*', 'glob/_hid/x.txt'],
  ['glob/g*', ''],
  ['glob/*1*', 'glob/A1.txt glob/a1.txt glob/b1.txt glob/c1.txt glob/d1/x.txt'],
  ['glob/**/x.txt', 'glob/.dot/x.txt glob/_hid/x.txt glob/d1/x.txt glob/d2/x.txt'],
  ['glob/d?/../a1.txt', 'glob/a1.txt'],
  ['glob', 'glob/a1.txt glob/b1.txt', { pathGlobFilter: '{a1,b1}.txt' }],
]; // prettier-ignore

const names = (files: string): string[] => files.split(' ').filter((name) => name !== '');

describe.each([
  ['batch', batch],
  ['stream', stream],
] as const)('a %s reads the files that Spark reads', (_, read) => {
  const cases = LISTED.map(([path, files, options = {}]) => ({ path, files, options }));
  test.each(cases)('$path $options -> $files', async ({ path, files, options }) => {
    expect(await read([path], options)).toEqual(names(files));
  });

  test.each(['nowhere', '*.nope', 'glob/*.TXT', 'glob/?', 'glob/a}', '{x,y}', 'nowhere/*'])(
    '%s is PATH_NOT_FOUND',
    async (path) => {
      await expect(read([path])).rejects.toMatchObject({ condition: 'PATH_NOT_FOUND' });
    },
  );

  test.each(['glob/[a-', 'glob/{a,b', 'glob/[ab', 'glob/a[', 'glob/[b-a]1.txt', 'glob/a[[]b.txt', 'glob/x\\'])(
    '%s is an illegal pattern',
    async (path) => {
      const failure = await read([path]).catch((error: Error) => error);
      if (path.endsWith('\\')) expect(failure).toBeInstanceOf(Error);
      else expect(failure).toMatchObject({ condition: 'java.io.IOException' });
    },
  );

  test('what is no regular file is no data, and nobody waits for it', async () => {
    const place = join(folder, 'special');
    mkdirSync(join(place, 'inside'), { recursive: true });
    write('special/a.txt');
    execFileSync('mkfifo', [join(place, 'fifo.txt')]);
    const server = createServer().listen(join(place, 'socket.txt'));
    const links = [
      ['/dev/zero', 'zero.txt'],
      ['/nonexistent', 'broken.txt'],
      ['one.txt', 'two.txt'],
      ['two.txt', 'one.txt'],
      ['.', 'self'],
      ['..', 'inside/up'],
      ['a.txt', 'link.txt'],
    ];
    for (const [target, link] of links) symlinkSync(target!, join(place, link!));
    try {
      const twice = ['special/a.txt', 'special/a.txt'];
      expect(await read(['special'])).toEqual(twice);
      expect(await read(['special/*.txt'])).toEqual(twice);
      expect(await read(['special'], { recursiveFileLookup: 'true' })).toEqual(twice);
      for (const name of ['fifo.txt', 'socket.txt', 'zero.txt']) {
        const failure = await read([`special/${name}`]).catch((error: Error) => error);
        expect(failure).toMatchObject({ condition: 'FAILED_READ_FILE.NO_HINT' });
        expect((failure as Error).message).toContain(join(place, name));
      }
      await expect(read(['special/one.txt'])).rejects.toMatchObject({ condition: 'PATH_NOT_FOUND' });
    } finally {
      server.close();
      rmSync(place, { recursive: true });
    }
  });
});

test('several paths are read each, and one that is not there is refused', async () => {
  expect(await batch(['f/a.txt', 'glob/a1.txt'])).toEqual(['f/a.txt', 'glob/a1.txt']);
  expect(await batch(['f/a.txt', 'f/a.txt'])).toEqual(['f/a.txt', 'f/a.txt']);
  for (const path of ['nowhere', '*.nope'])
    await expect(batch(['f/a.txt', path])).rejects.toMatchObject({ condition: 'PATH_NOT_FOUND' });
});

test('files count by the time they were changed, in batch only', async () => {
  const at = new Date(2_500).toISOString();
  expect(await batch(['f'], { modifiedBefore: at })).toEqual(['f/a.txt', 'f/b.txt']);
  expect(await batch(['f'], { modifiedAfter: at })).toEqual(['f/_x=1', 'f/_x=2.txt', 'f/g._COPYING_.txt', 'f/h~']);
  await expect(batch(['f'], { modifiedAfter: 'x' })).rejects.toMatchObject({ condition: '_LEGACY_ERROR_TEMP_1294' });
  await expect(stream(['f'], { modifiedAfter: at })).rejects.toThrow(/modifiedAfter.*not allowed in file stream/);
});

const TABLES: readonly (readonly [files: string, path: string, columns: string | RegExp, options?: Options])[] = [
  ['m1/a=1/q m1/a=1/b=2/q', 'm1', /CONFLICTING_PARTITION_COLUMN_NAMES/],
  ['m2/a=1/q m2/z/a=1/q', 'm2', /CONFLICTING_DIRECTORY_STRUCTURES/],
  ['m3/a=1/q m3/z/q', 'm3', /CONFLICTING_DIRECTORY_STRUCTURES/],
  ['m4/a=1/q m4/A=2/q', 'm4', 'value a'],
  ['m5/p=/q', 'm5', /EMPTY_PARTITION_COLUMN_VALUE/],
  ['m6/a=1/q', 'm6/a=1', 'value'],
  ['m6/a=1/q', 'm6/*', 'value'],
  ['m6/a=1/q', 'm6', 'value', { recursiveFileLookup: 'true' }],
];

const tables = TABLES.map(([files, path, columns, options = {}]) => ({ files, path, columns, options }));

test.each(tables)('the folders of $files read as $path give $columns', async ({ files, path, columns, options }) => {
  for (const file of files.split(' ')) write(file);
  const read = inline.session.read.options(options).text(join(folder, path)).columns();
  if (typeof columns === 'string') expect((await read).map((name) => name.toLowerCase())).toEqual(columns.split(' '));
  else await expect(read).rejects.toThrow(columns);
});

test('basePath says where partitions begin', async () => {
  write('m7/a=1/q');
  const read = inline.session.read.option('basePath', join(folder, 'm7')).text(join(folder, 'm7/a=1'));
  expect(await read.columns()).toEqual(['value', 'a']);
});

test('a file that goes between listing and reading is named, or passed over when that is asked', async () => {
  const disk = nodeFileSystem();
  const read = async (path: string): Promise<Uint8Array> => {
    if (path.endsWith('b.txt')) unlinkSync(path);
    return disk.read(path);
  };
  const { session } = await inlineSession({ ...disk, read });
  const count = (options: Options): Promise<number> => {
    write('v/a.txt');
    write('v/b.txt');
    return session.read.options(options).text(join(folder, 'v')).count();
  };
  expect(await count({ ignoreMissingFiles: 'true' })).toBe(1);
  const failure = await count({}).catch((error: Error) => error);
  expect(failure).toMatchObject({ condition: 'FAILED_READ_FILE.FILE_NOT_EXIST' });
  expect((failure as Error).message).toContain(join(folder, 'v/b.txt'));
});

test('a folder and a file without permission are named', async (context) => {
  if (process.geteuid?.() !== 0) return context.skip('only root can become somebody else and back');
  write('secret/a.txt');
  write('closed/a.txt');
  execFileSync('chmod', ['a+rx', folder, join(folder, 'closed')]);
  execFileSync('chmod', ['000', join(folder, 'secret'), join(folder, 'closed/a.txt')]);
  process.seteuid!(65534);
  try {
    for (const path of ['secret', 'closed', 'closed/*', 'secret/*', 'secret/a.txt']) {
      const failure = await batch([path]).catch((error: Error) => error);
      expect(failure).toMatchObject({ condition: 'FAILED_READ_FILE.NO_HINT' });
      expect((failure as Error).message).toMatch(/(secret|closed\/a.txt).*permission denied/);
    }
  } finally {
    process.seteuid!(0);
  }
});
