import { describe, expect, test } from 'vitest';
import type { FileStatus, FileStore } from '../../../engine/spi/file-store.ts';

/** A store to be asked everything that sources and sinks of files may ask. */
export interface StoreUnderTest {
  readonly store: FileStore;
  /** A folder of the store that is there and empty. */
  readonly folder: string;
  makeFolder(path: string): void;
  remove(path: string): void;
  /** Makes a second way to a file or a folder, where the store has such a thing. */
  readonly link?: (from: string, to: string) => void;
  /** Makes what is neither a file nor a folder, where the store has such a thing. */
  readonly makeOdd?: (path: string) => void;
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** What every store of files must keep to. `make` is called once a test. */
export function fileStoreConformance(name: string, make: () => StoreUnderTest): void {
  const write = async ({ store, folder }: StoreUnderTest, file: string, text = ''): Promise<void> => {
    const writer = await store.create(`${folder}/${file}`);
    await writer.write(bytes(text));
    await writer.commit();
  };
  const filled = async (...files: readonly string[]): Promise<StoreUnderTest> => {
    const under = make();
    for (const file of files) await write(under, file, file);
    return under;
  };
  const listed = async ({ store, folder }: StoreUnderTest, below = ''): Promise<string[]> => {
    const all = await store.list(folder + below);
    return all.map(({ path, directory }) => `${path.slice(folder.length + 1)}${directory ? '/' : ''}`).sort();
  };

  describe(`${name} as a store of files: listing`, () => {
    test.each<[has: string, files: string[], below: string, lists: string[]]>([
      ['files', ['b', 'a'], '', ['a', 'b']],
      ['folders in it by their names, not what is in them', ['a/b/c', 'a/d', 'e'], '', ['a/', 'e']],
      ['a folder in a folder', ['a/b/c', 'a/d'], '/a', ['a/b/', 'a/d']],
      ['hidden names as all others: what they mean is for the reader', ['.a', '_b', 'c._COPYING_', '_d/x'], '', ['.a', '_b', '_d/', 'c._COPYING_']],
      ['names that would be patterns', ['a*', '[b]', 'c?', '{d,e}', 'f\\g'], '', ['[b]', 'a*', 'c?', 'f\\g', '{d,e}']],
      ['names of all kinds', ['ü x', '日=1/y', '#%20', 'a=b/c'], '', ['#%20', 'a=b/', 'ü x', '日=1/']],
      ['nothing', [], '', []],
      ['nothing, as it is not there', ['a'], '/nowhere', []],
    ])('a folder that has %s', async (_, files, below, lists) => {
      expect(await listed(await filled(...files), below)).toEqual(lists);
    }); // prettier-ignore

    test('an empty folder is in the list of its own', async () => {
      const under = make();
      under.makeFolder(`${under.folder}/empty`);
      expect([await listed(under), await listed(under, '/empty')]).toEqual([['empty/'], []]);
    });

    test('many files, each once', async () => {
      const names = Array.from({ length: 2500 }, (_, i) => `f${String(i).padStart(4, '0')}`);
      expect(await listed(await filled(...names))).toEqual(names);
    }, 60_000);

    test('names are those of the list', async () => {
      const { store, folder } = await filled('a', '.b', 'c/d');
      expect([(await store.names(folder)).sort(), await store.names(`${folder}/nowhere`)]).toEqual([
        ['.b', 'a', 'c'],
        [],
      ]);
    });

    test('says of each what its status says', async () => {
      const { store, folder } = await filled('a', 'b/c');
      for (const status of await store.list(folder)) expect(await store.status(status.path)).toEqual(status);
    });

    test('says size, time and kind', async () => {
      const before = Date.now() - 2000;
      const { store, folder } = await filled('four', 'b/c');
      const { modifiedMs, ...file } = (await store.status(`${folder}/four`))!;
      expect(file).toEqual({ path: `${folder}/four`, size: 4, directory: false, regular: true });
      expect(modifiedMs).toBeGreaterThan(before);
      expect(await store.status(`${folder}/b`)).toMatchObject({ directory: true, regular: false });
      expect(await store.status(`${folder}/none`)).toBeNull();
    });

    test('does not list a file in the making under its name, nor one that was given up', async () => {
      const under = make();
      const { store, folder } = under;
      const [kept, left] = [await store.create(`${folder}/kept`), await store.create(`${folder}/left`)];
      expect((await listed(under)).filter((file) => file === 'kept' || file === 'left')).toEqual([]);
      await kept.commit();
      await left.abort();
      expect(await listed(under)).toEqual(['kept']);
    });

    test('a file that goes after it was listed has no status, and is not opened: ENOENT', async () => {
      const under = await filled('a', 'b');
      const { store, folder } = under;
      const all = await store.list(folder);
      under.remove(`${folder}/a`);
      expect(all).toHaveLength(2);
      expect(await store.status(`${folder}/a`)).toBeNull();
      await expect(store.open(`${folder}/a`)).rejects.toMatchObject({ code: 'ENOENT' });
      expect(await listed(under)).toEqual(['b']);
    });

    test('a folder is not opened: EFTYPE', async () => {
      const { store, folder } = await filled('a/b');
      await expect(store.open(`${folder}/a`)).rejects.toMatchObject({ code: 'EFTYPE' });
    });

    test('follows links, and knows a folder by whatever path; one to nowhere or in a circle is not there', async ({
      skip,
    }) => {
      const under = await filled('a/b', 'c');
      const { store, folder, link } = under;
      if (link === undefined) return skip();
      link(`${folder}/a`, `${folder}/to-a`);
      link(`${folder}/c`, `${folder}/to-c`);
      link(`${folder}/none`, `${folder}/to-none`);
      link(`${folder}/round`, `${folder}/round`);
      expect(await listed(under)).toEqual(['a/', 'c', 'to-a/', 'to-c']);
      const [real, other] = [await store.status(`${folder}/a`), await store.status(`${folder}/to-a`)];
      expect(other!.inode).toBe(real!.inode);
      expect(await store.status(`${folder}/round`)).toBeNull();
    });

    test('tells what is no data from files', async ({ skip }) => {
      const under = await filled('a');
      if (under.makeOdd === undefined) return skip();
      under.makeOdd(`${under.folder}/odd`);
      const kinds = (await under.store.list(under.folder)).map(({ path, regular, directory }: FileStatus) => [
        path.slice(under.folder.length + 1),
        regular,
        directory,
      ]);
      expect(kinds.sort()).toEqual([
        ['a', true, false],
        ['odd', false, false],
      ]);
      await expect(under.store.open(`${under.folder}/odd`)).rejects.toMatchObject({ code: 'EFTYPE' });
    });
  });

  describe(`${name} as a store of files: reading and writing`, () => {
    const textOf = async ({ store, folder }: StoreUnderTest, file: string, from = 0, length = 100): Promise<string> => {
      const open = await store.open(`${folder}/${file}`);
      const into = new Uint8Array(length);
      const read = await open.read(into, from);
      await open.close();
      return new TextDecoder().decode(into.subarray(0, read));
    };

    test.each<[from: number, length: number, text: string]>([
      [0, 3, 'abc'],
      [2, 3, 'cde'],
      [4, 9, 'ef'],
      [6, 1, ''],
      [99, 1, ''],
      [0, 0, ''],
    ])('from %d, %d bytes: %j', async (from, length, text) => {
      const under = make();
      await write(under, 'a/b/six', 'abcdef');
      expect(await textOf(under, 'a/b/six', from, length)).toBe(text);
    });

    test('a file takes the place of one that was there when it is whole, not before', async () => {
      const under = make();
      await write(under, 'a', 'old');
      const writer = await under.store.create(`${under.folder}/a`);
      await writer.write(bytes('ne'));
      await writer.write(bytes('w'));
      expect(await textOf(under, 'a')).toBe('old');
      await writer.commit();
      expect(await textOf(under, 'a')).toBe('new');
    });

    test('a file is removed, and nothing where it is gone', async () => {
      const under = await filled('a/x', 'a/y');
      await under.store.remove(`${under.folder}/a/x`);
      await under.store.remove(`${under.folder}/a/x`);
      expect(await listed(under, '/a')).toEqual(['a/y']);
    });

    test('a file is moved into folders that are made for it, in place of one that is there', async () => {
      const under = await filled('a', 'b');
      await under.store.move(`${under.folder}/a`, `${under.folder}/c/d/a`);
      await under.store.move(`${under.folder}/a`, `${under.folder}/c/d/a`);
      expect([await listed(under), await listed(under, '/c/d')]).toEqual([['b', 'c/'], ['c/d/a']]);
      await under.store.move(`${under.folder}/b`, `${under.folder}/c/d/a`);
      expect([await listed(under), (await under.store.status(`${under.folder}/c/d/a`))!.size]).toEqual([['c/'], 1]);
    });

    test('a file where a folder is cannot be made, and the error names it', async () => {
      const under = await filled('a');
      await expect(under.store.create(`${under.folder}/a/b`)).rejects.toThrow(`${under.folder}/a/b`);
    });
  });
}
