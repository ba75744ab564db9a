import { crc32 } from 'node:zlib';
import type { FileSystem } from '../../engine/spi/runtime.ts';
import { ExternalError } from '../../engine/types/errors.ts';

/** Offsets of the partitions of one topic, as they stand in Spark's offset log. */
export type OwnOffsets = Readonly<Record<string, number>>;

/**
 * The batch in which a topic that was made again was read from its beginning: the log has the offsets of the old topic for
 * its start, and this says what they mean.
 */
export interface FreshStart {
  readonly from: OwnOffsets;
  readonly to: OwnOffsets;
  readonly begin: OwnOffsets;
}

export interface TopicNote {
  readonly id: string;
  readonly fresh?: FreshStart;
}

const VERSION = 'v1';

/** What a query knows of its topics beside their offsets, kept where Spark has no place for it. */
export class TopicNotes {
  private readonly fileSystem: FileSystem;
  private readonly directory: string | null;
  private readonly path: string | null;
  private notes: ReadonlyMap<string, TopicNote> | null = null;

  constructor(fileSystem: FileSystem, directory: string | null) {
    this.fileSystem = fileSystem;
    this.directory = directory;
    this.path = directory === null ? null : fileSystem.join(directory, 'topics');
  }

  get all(): ReadonlyMap<string, TopicNote> {
    this.notes ??= this.read();
    return this.notes;
  }

  /** Keeps these and no others; durable when it returns. */
  keep(notes: ReadonlyMap<string, TopicNote>): void {
    const text = textOf(notes);
    if (text === textOf(this.all)) return;
    if (this.path !== null) {
      this.fileSystem.makeDirectory(this.directory!);
      this.fileSystem.writeAtomic(this.path, text);
    }
    this.notes = notes;
  }

  private read(): ReadonlyMap<string, TopicNote> {
    const text = this.path === null ? null : this.fileSystem.readText(this.path);
    if (text === null) return new Map();
    const [version, json, sum] = text.split('\n');
    if (version !== VERSION || json === undefined || sum !== sumOf(json)) throw damaged(this.path!);
    return new Map(Object.entries(JSON.parse(json) as Record<string, TopicNote>));
  }
}

function textOf(notes: ReadonlyMap<string, TopicNote>): string {
  const sorted = [...notes].sort(([a], [b]) => (a < b ? -1 : 1));
  const json = JSON.stringify(Object.fromEntries(sorted));
  return `${VERSION}\n${json}\n${sumOf(json)}`;
}

const sumOf = (json: string): string => crc32(json).toString(16).padStart(8, '0');

const damaged = (path: string): ExternalError =>
  new ExternalError({
    condition: 'CHECKPOINT_FILE_CORRUPT',
    message: `The checkpoint file ${path} is damaged: its check sum does not fit.`,
    hint: 'Restore it from a copy. Without the file the query no longer notices that a topic was deleted and made again while it did not run.',
  });
