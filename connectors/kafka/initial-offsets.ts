import type { SourceLog } from '../../engine/spi/source.ts';
import type { JsonValue } from '../../engine/spi/view-port.ts';
import { ExternalError } from '../../engine/types/errors.ts';
import { TopicOffsets } from './topic-offsets.ts';

/** `sources/<i>/0` of a checkpoint: where a query began, in Spark's format (a zero byte goes before the version). */
export class InitialOffsets {
  private readonly log: SourceLog;

  constructor(log: SourceLog) {
    this.log = log;
  }

  /** @throws ExternalError CHECKPOINT_FILE_CORRUPT */
  read(): TopicOffsets | null {
    const text = this.log.entries.find(({ name }) => name === '0')?.text;
    if (text === undefined) return null;
    const [version, json] = text.replace(/^\0/, '').split('\n');
    try {
      if (version === 'v1') return TopicOffsets.fromJson(JSON.parse(json ?? '') as JsonValue);
    } catch {
      // Told below, with the file's name.
    }
    throw new ExternalError({
      condition: 'CHECKPOINT_FILE_CORRUPT',
      message: `The file ${this.log.directory}/0 of the checkpoint does not hold the offsets at which the query began.`,
      hint: 'Restore the checkpoint from a copy, or choose a new checkpointLocation to start over.',
    });
  }

  write(offsets: TopicOffsets): void {
    this.log.add('0', `\0v1\n${JSON.stringify(offsets.toJson())}`);
  }
}
