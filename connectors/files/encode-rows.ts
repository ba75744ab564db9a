import { sliceBatch } from '../../engine/columnar/take.ts';
import type { RecordBatch } from '../../engine/columnar/vector.ts';
import type { FormatDefinition } from '../../engine/spi/format.ts';
import type { EncodedRows, EncodeContext, RowEncoder } from '../../engine/spi/sink.ts';
import { codecToWrite } from './codecs/index.ts';
import { PartitionWriting } from './partition-writing.ts';

/** Rows that are encoded at once. */
const ENCODED_ROWS = 8192;

/** Rows to the bytes of files, by the folders of their partitions. What a file begins with is made apart. */
export class FileRows implements RowEncoder {
  /** Whether there are partitions at all. */
  readonly partitioned: boolean;
  /** The endings of the files' names, with their dots. */
  readonly ending: string;
  private readonly format: FormatDefinition;
  private readonly context: EncodeContext;
  private readonly partitions: PartitionWriting;
  private readonly codec: ReturnType<typeof codecToWrite>;

  /** @throws AnalysisError for options, partition columns or a schema that cannot be written */
  constructor(format: FormatDefinition, context: EncodeContext) {
    this.format = format;
    this.context = context;
    this.codec = codecToWrite(context.options['compression']);
    this.partitions = new PartitionWriting(context.schema, context.partitionBy, context.timeZone);
    format.checkWritable?.(this.partitions.dataSchema);
    this.partitioned = this.partitions.any;
    this.ending = `${format.extension}${this.codec?.extensions[0] ?? ''}`;
  }

  *encode(batch: RecordBatch): Generator<EncodedRows> {
    for (let at = 0; at < batch.length; at += ENCODED_ROWS) {
      const rows = sliceBatch(batch, at, at + ENCODED_ROWS);
      for (const [folder, parts] of this.partitions.split([rows])) {
        yield { folder, bytes: this.packed(this.plain(parts, false)) };
      }
    }
  }

  /** What a file begins with; nothing where that is no bytes. @param alone whether no rows follow: then it is a whole file */
  beginning(alone: boolean): Uint8Array {
    const plain = this.plain([{ schema: this.partitions.dataSchema, columns: [], length: 0 }], true);
    return plain.length === 0 && !alone ? plain : this.packed(plain);
  }

  private plain(rows: readonly RecordBatch[], first: boolean): Uint8Array {
    const { options, timeZone } = this.context;
    return this.format.encode!(rows, options, timeZone, first);
  }

  private packed(plain: Uint8Array): Uint8Array {
    return this.codec === null ? plain : this.codec.encode(plain);
  }
}
