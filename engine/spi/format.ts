import type { Interner } from '../columnar/interner.ts';
import type { RecordBatch } from '../columnar/vector.ts';
import type { StructType } from '../types/data-type.ts';
import type { FileStatus, OpenFile } from './file-store.ts';
import type { SourceFilter } from './source-filter.ts';
import type { Options, OptionSpec, ReadMetrics } from './source.ts';

/** What a decoder is made for; it serves all files of a read, so that what it learns of the data pays. */
export interface DecoderContext {
  readonly options: Options;
  readonly timeZone: string;
  readonly interner: Interner;
  /** The longest text that a value may be; JavaScript's own limit unless said otherwise. */
  readonly longestText?: number;
}

/** One file to decode. */
export interface DecodeRequest {
  /** A whole file, or some whole lines of it. */
  readonly bytes: Uint8Array;
  /** Whether the file begins with these bytes. */
  readonly first: boolean;
  /** The file's name, for errors. */
  readonly origin: string;
  readonly metrics: Pick<ReadMetrics, 'malformed'>;
  readonly blockRows: number;
}

/** Bytes to blocks of columns. */
export interface Decoder {
  decode(request: DecodeRequest): Iterable<RecordBatch>;
  /** Whether its batches need nothing of the bytes: once all are made, other bytes may be put in their place. */
  readonly copies?: boolean;
  /** The functions that were generated for the data seen so far, as JavaScript. */
  generatedCode?(): readonly string[];
}

/** A file that can be opened, as it was listed. */
export interface DataFile extends Pick<FileStatus, 'path' | 'size' | 'modifiedMs'> {
  open(): Promise<OpenFile>;
}

/** What is wanted of one file. */
export interface FileRead {
  readonly file: DataFile;
  /** The columns, in their order. */
  readonly columns: StructType;
  /** Rows that do not fulfil all of these may be left out; whether the others do is looked at again. */
  readonly filters: readonly SourceFilter[];
  /** Nobody looks at more rows; Infinity where that is not known. */
  readonly limit: number;
  readonly options: Options;
  readonly timeZone: string;
  readonly interner: Interner;
  readonly metrics: ReadMetrics;
  readonly blockRows: number;
}

interface Format {
  readonly name: string;
  readonly description: string;
  /** Options of reading. */
  readonly reading: readonly OptionSpec[];
  /** Options of writing. */
  readonly writing: readonly OptionSpec[];
  /** The schema that every file of this format has (`text`: one column), null when it must be given or inferred. */
  readonly fixedSchema: StructType | null;
  /** The schema that a sample of the data has. */
  infer?(sample: readonly Uint8Array[], options: Options, timeZone: string): StructType;
  /** @throws AnalysisError when files of this format cannot hold the columns */
  checkWritable?(schema: StructType): void;
  /** A file's bytes for some rows. @param first whether the file begins with them */
  encode?(batches: readonly RecordBatch[], options: Options, timeZone: string, first?: boolean): Uint8Array;
  /** The ending of written files, with its dot. */
  readonly extension: string;
}

/** A format of lines: files are decompressed, cut at their lines and decoded piece by piece. */
export interface LinesFormat extends Format {
  /** Columns are known by their place (csv): a decoder is always asked for all of them. */
  readonly positional?: boolean;
  /** Whether a file may be decoded some whole lines at a time. */
  splits(options: Options): boolean;
  /** A decoder of the given columns. */
  decoder(schema: StructType, context: DecoderContext): Decoder;
  readonly read?: never;
}

/** A format whose files are opened and read where it likes. */
export interface OpenedFormat extends Format {
  read(request: FileRead): AsyncIterable<RecordBatch>;
  readonly positional?: never;
  readonly splits?: never;
  readonly decoder?: never;
}

/** A file format, declared in one file: files to columns and back. */
export type FormatDefinition = LinesFormat | OpenedFormat;

/** Declares a file format. */
export function defineFormat(format: LinesFormat): LinesFormat;
export function defineFormat(format: OpenedFormat): OpenedFormat;
export function defineFormat(format: FormatDefinition): FormatDefinition {
  return format;
}
