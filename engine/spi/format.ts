import type { Interner } from '../columnar/interner.ts';
import type { RecordBatch } from '../columnar/vector.ts';
import type { StructType } from '../types/data-type.ts';
import type { Options, OptionSpec, ReadMetrics } from './source.ts';

/** What a decoder needs to know of the file it reads. */
export interface DecodeContext {
  readonly options: Options;
  readonly timeZone: string;
  readonly interner: Interner;
  readonly metrics: ReadMetrics;
  readonly blockRows: number;
  /** The file's name, for errors. */
  readonly origin: string;
}

/** A file format, declared in one file: bytes to columns and back. */
export interface FormatDefinition {
  readonly name: string;
  readonly description: string;
  readonly options: readonly OptionSpec[];
  /** The schema that every file of this format has (`text`: one column), null when it must be given or inferred. */
  readonly fixedSchema: StructType | null;
  /** The schema that a sample of the data has. */
  infer?(sample: readonly Uint8Array[], options: Options, timeZone: string): StructType;
  decode(bytes: Uint8Array, schema: StructType, context: DecodeContext): Iterable<RecordBatch>;
  /** One file's bytes for some rows. */
  encode?(batches: readonly RecordBatch[], options: Options, timeZone: string): Uint8Array;
  /** The ending of written files, with its dot. */
  readonly extension: string;
}

/** Declares a file format. */
export const defineFormat = (format: FormatDefinition): FormatDefinition => format;
