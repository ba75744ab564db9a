import type { Offset } from '../spi/source.ts';
import { MetadataLog } from './metadata-log.ts';
import { ExternalError } from '../types/errors.ts';

/** What was decided of a batch before it ran. */
export interface OffsetEntry {
  /** The watermark that the batch uses, milliseconds. */
  readonly batchWatermarkMs: number;
  readonly batchTimestampMs: number;
  readonly conf: Readonly<Record<string, string>>;
  /** End offset of each source, null where a source has none yet. */
  readonly offsets: readonly (Offset | null)[];
}

/** `offsets/N`: the write-ahead log of the batches, in Spark's v1 text format. */
export class OffsetLog extends MetadataLog<OffsetEntry> {
  protected override encode(entry: OffsetEntry): string[] {
    const { batchWatermarkMs, batchTimestampMs, conf } = entry;
    const offsets = entry.offsets.map((offset) => (offset === null ? '-' : JSON.stringify(offset)));
    return [JSON.stringify({ batchWatermarkMs, batchTimestampMs, conf }), ...offsets];
  }

  protected override decode(lines: readonly string[], file: string): OffsetEntry {
    if (lines.length === 0) throw incomplete(file);
    const metadata = JSON.parse(lines[0]!) as Partial<OffsetEntry>;
    return {
      batchWatermarkMs: metadata.batchWatermarkMs ?? 0,
      batchTimestampMs: metadata.batchTimestampMs ?? 0,
      conf: metadata.conf ?? {},
      offsets: lines.slice(1).map((line) => (line === '-' ? null : (JSON.parse(line) as Offset))),
    };
  }
}

/** `commits/N`: the batches that are done. */
export class CommitLog extends MetadataLog<{ readonly nextBatchWatermarkMs: number }> {
  protected override encode(entry: { nextBatchWatermarkMs: number }): string[] {
    return [JSON.stringify({ nextBatchWatermarkMs: entry.nextBatchWatermarkMs })];
  }

  protected override decode(lines: readonly string[], file: string): { nextBatchWatermarkMs: number } {
    if (lines.length === 0) throw incomplete(file);
    const entry = JSON.parse(lines[0]!) as { nextBatchWatermarkMs?: number };
    return { nextBatchWatermarkMs: entry.nextBatchWatermarkMs ?? 0 };
  }
}

const incomplete = (file: string): ExternalError =>
  new ExternalError({
    condition: 'CHECKPOINT_FILE_CORRUPT',
    message: `Incomplete log file ${file}.`,
    hint: 'Restore the checkpoint from a copy, or choose a new checkpointLocation to start over.',
  });
