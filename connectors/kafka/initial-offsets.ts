import type { FileSystem } from '../../engine/spi/runtime.ts';
import type { JsonValue } from '../../engine/spi/view-port.ts';
import { ExternalError } from '../../engine/types/errors.ts';
import { TopicOffsets } from './topic-offsets.ts';

/** `sources/<i>/0` of a checkpoint: where a query began, in Spark's format (a zero byte goes before the version). */
export class InitialOffsets {
  private readonly fileSystem: FileSystem;
  private readonly path: string | null;
  /** When what was written survives a power cut. */
  durable: Promise<void> = Promise.resolve();

  constructor(fileSystem: FileSystem, directory: string | null) {
    this.fileSystem = fileSystem;
    this.path = directory === null ? null : fileSystem.join(directory, '0');
  }

  read(): TopicOffsets | null {
    const text = this.path === null ? null : this.fileSystem.readText(this.path);
    if (text === null) return null;
    if (text === '') {
      // A crash between creating and writing: no batch was built on it.
      this.fileSystem.remove(this.path!);
      return null;
    }
    const [version, json] = text.replace(/^\0/, '').split('\n');
    try {
      if (version === 'v1') return TopicOffsets.fromJson(JSON.parse(json ?? '') as JsonValue);
    } catch {
      // Told below, with the file's name.
    }
    throw new ExternalError({
      condition: 'CHECKPOINT_FILE_CORRUPT',
      message: `The file ${this.path} of the checkpoint does not hold the offsets at which the query began.`,
      hint: 'Restore the checkpoint from a copy, or choose a new checkpointLocation to start over.',
    });
  }

  write(offsets: TopicOffsets): void {
    if (this.path === null) return;
    const text = `\0v1\n${JSON.stringify(offsets.toJson())}`;
    this.durable = this.fileSystem.createSmall(this.path, text)?.sync() ?? this.durable;
  }
}
