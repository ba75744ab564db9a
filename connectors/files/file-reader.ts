import type { RecordBatch } from '../../engine/columnar/vector.ts';
import type { FileStatus } from '../../engine/spi/file-store.ts';
import type { ReadContext } from '../../engine/spi/source.ts';
import type { SourceFilter } from '../../engine/spi/source-filter.ts';
import type { StructType } from '../../engine/types/data-type.ts';
import type { LineRange } from './file-pieces.ts';

/** Reads the files of a read, one after another; formats of lines and those that open their files each have one. */
export interface FileReader {
  /** Whether the lines of a plain file may be read some at a time. */
  readonly splits: boolean;
  /** The columns of a schema that have to be read so that the wanted ones are right. */
  readColumns(schema: StructType, wanted: StructType): StructType;
  /** The rows of a file. @param columns those that the file itself holds */
  read(file: ReadFile, columns: StructType, context: ReadContext): AsyncIterable<RecordBatch>;
  /** The rows of the lines that begin in a range of a file. */
  readLines?(path: string, range: LineRange, columns: StructType, context: ReadContext): AsyncIterable<RecordBatch>;
  /** All rows of a file, read while the thread waits for something else; one such read at a time. */
  readAhead?(file: FileStatus, columns: StructType, context: ReadContext): Promise<readonly RecordBatch[]>;
  /** The functions that were generated for the data seen so far, as JavaScript. */
  generatedCode(): readonly string[];
}

/** A file as its folder lists it now. */
export interface ReadFile {
  readonly path: string;
  /** Null where it is gone. */
  readonly status: FileStatus | null;
  /** What rows must fulfil to be of use. */
  readonly filters: readonly SourceFilter[];
}
