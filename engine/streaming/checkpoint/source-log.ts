import type { SourceLog } from '../../spi/source.ts';
import type { LoggedFile } from '../../state/changelog-history.ts';

/** `sources/<i>` of a checkpoint: what a source adds is written down with the batch that is built on it. */
export class CheckpointSourceLog implements SourceLog {
  readonly entries: readonly { readonly name: string; readonly text: string }[];
  readonly directory: string;
  private readonly folder: string;
  private added: LoggedFile[] = [];
  private gone: string[] = [];

  /** @param folder inside the checkpoint */
  constructor(directory: string, folder: string, entries: SourceLog['entries']) {
    this.directory = directory;
    this.folder = folder;
    this.entries = entries;
  }

  add(name: string, text: string): void {
    this.added.push({ path: `${this.folder}/${name}`, text });
  }

  retire(name: string): void {
    this.gone.push(`${this.folder}/${name}`);
  }

  /** What was added and retired since the last call. */
  take(): { readonly added: readonly LoggedFile[]; readonly gone: readonly string[] } {
    return { added: this.added.splice(0), gone: this.gone.splice(0) };
  }
}
