import type { Offset } from '../../spi/source.ts';
import { ExternalError, isMillraceError } from '../../types/errors.ts';
import { damagedFile } from './checkpoint-damage.ts';

/** What was decided of a batch before it ran: `offsets/N`, in Spark's v1 text format. */
export interface OffsetEntry {
  /** The watermark that the batch uses, milliseconds. */
  readonly batchWatermarkMs: number;
  readonly batchTimestampMs: number;
  readonly conf: Readonly<Record<string, string>>;
  /** End offset of each source, null where a source has none yet. */
  readonly offsets: readonly (Offset | null)[];
}

/** A batch that is done: `commits/N`. */
export interface CommitEntry {
  readonly nextBatchWatermarkMs: number;
}

export function offsetText({ batchWatermarkMs, batchTimestampMs, conf, offsets }: OffsetEntry): string {
  const ends = offsets.map((offset) => (offset === null ? '-' : JSON.stringify(offset)));
  return ['v1', JSON.stringify({ batchWatermarkMs, batchTimestampMs, conf }), ...ends].join('\n');
}

/** @throws ExternalError CHECKPOINT_FILE_CORRUPT */
export function parseOffsets(text: string, path: string): OffsetEntry {
  return parse(text, path, ([first, ...rest]) => {
    const { batchWatermarkMs = 0, batchTimestampMs = 0, conf = {} } = JSON.parse(first!) as Partial<OffsetEntry>;
    const offsets = rest.map((line) => (line === '-' ? null : (JSON.parse(line) as Offset)));
    return { batchWatermarkMs, batchTimestampMs, conf, offsets };
  });
}

export const commitText = ({ nextBatchWatermarkMs }: CommitEntry): string =>
  ['v1', JSON.stringify({ nextBatchWatermarkMs })].join('\n');

/** @throws ExternalError CHECKPOINT_FILE_CORRUPT */
export function parseCommit(text: string, path: string): CommitEntry {
  return parse(text, path, ([first]) => {
    const { nextBatchWatermarkMs = 0 } = JSON.parse(first!) as Partial<CommitEntry>;
    return { nextBatchWatermarkMs };
  });
}

function parse<T>(text: string, path: string, read: (lines: readonly string[]) => T): T {
  const [version, ...lines] = text.split('\n').filter((line, i) => i === 0 || line !== '');
  if (version !== 'v1') throw otherVersion(path, version ?? '');
  if (lines.length === 0) throw damagedFile(path, 'ends after its version');
  try {
    return read(lines);
  } catch (error) {
    if (isMillraceError(error)) throw error;
    throw damagedFile(path, `cannot be read: ${(error as Error).message}`, undefined, error);
  }
}

function otherVersion(path: string, version: string): ExternalError {
  if (!/^v\d+$/.test(version)) return damagedFile(path, `begins with ${JSON.stringify(version.slice(0, 40))}, not v1`);
  return new ExternalError({
    condition: 'CHECKPOINT_FILE_CORRUPT',
    message: `Log file ${path}: maximum supported log version is v1, but encountered ${version}. The log file was produced by a newer version of Spark and cannot be read by this version.`,
    hint: 'Go on with the version that wrote it, or choose a new checkpointLocation to start over.',
  });
}
