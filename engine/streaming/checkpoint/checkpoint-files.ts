import type { FileSystem } from '../../spi/runtime.ts';
import { digestOf, type KnownFile, type LoggedFile } from '../../state/changelog-history.ts';
import { damagedFile } from './checkpoint-damage.ts';

/**
 * The small files of a checkpoint, each held against what the changelog knows of it. Nothing is changed: what a power cut
 * has taken is given from the changelog, and listed in `repairs` until somebody writes it again.
 */
export class CheckpointFiles {
  /** Files that are to be written again. */
  readonly repairs: readonly LoggedFile[];
  /** What a crash has left: empty files, files that never got their names, checksums of files that went. */
  readonly leftovers: readonly string[];
  private readonly texts: ReadonlyMap<string, string>;

  private constructor(texts: ReadonlyMap<string, string>, repairs: LoggedFile[], leftovers: string[]) {
    this.texts = texts;
    this.repairs = repairs;
    this.leftovers = leftovers;
  }

  /**
   * @param known what the changelog says of them
   * @param since batches whose files must still be there; older ones were removed when they were not needed any more
   * @throws ExternalError CHECKPOINT_FILE_CORRUPT that names the file
   */
  static read(
    fileSystem: FileSystem,
    directory: string,
    known: ReadonlyMap<string, KnownFile>,
    since: number,
  ): CheckpointFiles {
    const texts = new Map<string, string>();
    const repairs: LoggedFile[] = [];
    const leftovers: string[] = [];
    for (const folder of logFolders(fileSystem, directory)) {
      const names = fileSystem.names(fileSystem.join(directory, folder));
      for (const name of names) {
        const path = `${folder}/${name}`;
        if (isUnfinished(name) || (isChecksum(name) && !names.includes(name.slice(1, -4)))) leftovers.push(path);
        if (name.startsWith('.')) continue;
        const full = fileSystem.join(directory, path);
        const text = fileSystem.readText(full);
        if (text === null || text === '') {
          leftovers.push(path);
          continue;
        }
        const checked = names.includes(`.${name}.crc`) ? text : checkedText(full, text, known.get(path));
        texts.set(path, checked);
        if (checked !== text) repairs.push({ path, text: checked });
      }
    }
    for (const [path, { batchId, text }] of known) {
      if (texts.has(path) || batchId < since) continue;
      if (text === null) throw damagedFile(fileSystem.join(directory, path), 'is missing');
      texts.set(path, text);
      repairs.push({ path, text });
    }
    return new CheckpointFiles(texts, repairs, leftovers);
  }

  text(path: string): string | null {
    return this.texts.get(path) ?? null;
  }

  /** The files of a folder, by their numbers. */
  entries(folder: string): { readonly name: string; readonly text: string }[] {
    return [...this.texts]
      .filter(([path]) => path.startsWith(`${folder}/`))
      .map(([path, text]) => ({ name: path.slice(folder.length + 1), text }))
      .sort((a, b) => Number.parseInt(a.name, 10) - Number.parseInt(b.name, 10));
  }

  /** Numbers of the batches that have an entry, ascending. */
  batches(folder: string): number[] {
    return this.entries(folder).flatMap(({ name }) => (/^\d+$/.test(name) ? [Number(name)] : []));
  }
}

/** The local disk's names for files in the making. */
const isUnfinished = (name: string): boolean => /^\..*\.(?:spare|tmp)$/.test(name);
const isChecksum = (name: string): boolean => name.startsWith('.') && name.endsWith('.crc');

function logFolders(fileSystem: FileSystem, directory: string): string[] {
  const sources = fileSystem.names(fileSystem.join(directory, 'sources')).filter((name) => /^\d+$/.test(name));
  return ['offsets', 'commits', ...sources.map((name) => `sources/${name}`)];
}

/** What a crash has cut off is given whole; anything else must be as it was written. */
function checkedText(path: string, text: string, known: KnownFile | undefined): string {
  if (known === undefined || digestOf(text) === known.digest) return text;
  if (known.text?.startsWith(text) === true) return known.text;
  throw damagedFile(
    path,
    'is not as it was written',
    known.text === null
      ? undefined
      : 'Millrace knows what it said: remove the file, and the next start goes on without it.',
  );
}
