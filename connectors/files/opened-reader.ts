import type { RecordBatch } from '../../engine/columnar/vector.ts';
import type { OpenedFormat } from '../../engine/spi/format.ts';
import type { Options, ReadContext } from '../../engine/spi/source.ts';
import type { StructType } from '../../engine/types/data-type.ts';
import { isMillraceError } from '../../engine/types/errors.ts';
import type { FileBytes } from './file-bytes.ts';
import type { FileReader, ReadFile } from './file-reader.ts';
import { unreadable } from './unreadable.ts';

/** Files that their format opens. */
export class OpenedReader implements FileReader {
  readonly splits = false;
  private readonly format: OpenedFormat;
  private readonly bytes: FileBytes;
  private readonly options: Options;
  private readonly timeZone: string;

  constructor(format: OpenedFormat, bytes: FileBytes, options: Options, timeZone: string) {
    this.format = format;
    this.bytes = bytes;
    this.options = options;
    this.timeZone = timeZone;
  }

  readColumns(_: StructType, wanted: StructType): StructType {
    return wanted;
  }

  async *read(
    { path, status, filters }: ReadFile,
    columns: StructType,
    { interner, metrics, blockRows, limit }: ReadContext,
  ): AsyncIterable<RecordBatch> {
    const { options, timeZone } = this;
    const file = this.bytes.dataFile(path, status);
    if (file === null) return;
    try {
      yield* this.format.read({ file, columns, filters, limit, options, timeZone, interner, metrics, blockRows });
    } catch (error) {
      throw isMillraceError(error) ? error : unreadable(path, error);
    }
  }

  generatedCode(): readonly string[] {
    return [];
  }
}
