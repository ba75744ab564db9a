import type { Interner } from '../columnar/interner.ts';
import type { RecordBatch } from '../columnar/vector.ts';
import type { StructType } from '../types/data-type.ts';
import type { Clock, FileSystem } from './runtime.ts';
import type { SourceFilter } from './source-filter.ts';
import type { JsonValue } from './view-port.ts';

/** A place in a stream: opaque to the engine, JSON in the offset log. */
export type Offset = JsonValue;

export type Options = Readonly<Record<string, string>>;

/** What the engine lends to a source or a sink. */
export interface ConnectorContext {
  readonly options: Options;
  readonly paths: readonly string[];
  /** The schema the user gave, null when none. */
  readonly userSchema: StructType | null;
  readonly fileSystem: FileSystem;
  readonly clock: Clock;
  readonly timeZone: string;
  /** Tells the user something worth knowing once (an inferred schema). */
  notice(message: string): void;
  /**
   * The options with the secrets in them that `options` only refers to (`env:NAME`, `file:PATH`). To be called when a
   * query starts or a read begins, and to be forgotten after that.
   *
   * @throws ExternalError SECRET_NOT_FOUND
   */
  revealed(): Promise<Options>;
}

/** Counts of a read that progress shows. */
export interface ReadMetrics {
  /** Malformed rows, whatever became of them. */
  malformed: number;
  /** Bytes of files whose rows were made. */
  bytes: number;
}

/** What a read needs. */
export interface ReadContext {
  /** Strings of the batches must lie in this interner. */
  readonly interner: Interner;
  /** Names of the columns that somebody reads, in the order wanted; null for all of the schema. */
  readonly columns: readonly string[] | null;
  readonly metrics: ReadMetrics;
  readonly signal: AbortSignal;
  /** Rows a block should have at most. */
  readonly blockRows: number;
  /** Nobody looks at more rows than so many; Infinity where that is not known. */
  readonly limit: number;
  /**
   * Takes what tells the input that was read from any other (a file's name, size and time), where that is cheaper than its
   * bytes: a batch that runs again must have seen the same.
   */
  readonly seen?: (input: string) => void;
}

/** A bounded read: gives the same rows each time it is asked. */
export interface BatchReader {
  readonly schema: StructType;
  /** Paths that it reads, absolute: a write over them is refused. */
  readonly paths?: readonly string[];
  read(context: ReadContext): AsyncIterable<RecordBatch>;
  /** The functions that were generated to read the data seen so far, as JavaScript. */
  generatedCode?(): readonly string[];
  /**
   * A reader that may leave out rows which do not fulfil all of these conditions; whether the others do is looked at again.
   *
   * @returns null where it can use none of them
   */
  narrowed?(filters: readonly SourceFilter[]): BatchReader | null;
  /**
   * The same rows in parts, which other threads read one by one.
   *
   * @param bytes how much a part should be, about
   */
  cut?(bytes: number): CutRead;
}

/** A read in parts: their rows, one part after another, are the rows of the whole. */
export interface CutRead {
  /** What the definition makes the reader of the parts of (`parts`): a plain value. */
  readonly reader: unknown;
  readonly parts: readonly SourcePart[];
}

/** A micro-batch in parts. */
export interface CutBatch {
  /** How much there is to read, in bytes, about. */
  readonly bytes: number;
  /**
   * The parts, one after another: each is asked for when a thread will soon take it.
   *
   * @param bytes how much a part should be, about
   */
  parts(bytes: number): Iterable<SourcePart> | AsyncIterable<SourcePart>;
  /** What `ReadContext.seen` would be told. */
  readonly seen: readonly string[];
}

/** A part of a read as it crosses threads. */
export interface SourcePart {
  /** Where the rows are: a plain value that the source reads again. */
  readonly place: unknown;
  /** How much there is to read, in bytes. */
  readonly bytes: number;
}

/** Reads parts of a read that another thread has cut. */
export interface PartReader {
  read(place: unknown, context: ReadContext): AsyncIterable<RecordBatch>;
}

/** A replayable stream, in the shape of Spark's `MicroBatchStream` with admission control. */
export interface StreamReader {
  readonly schema: StructType;
  /** What progress calls it: `KafkaV2[Subscribe[orders]]`. */
  readonly description: string;
  open(context: StreamContext): Promise<MicroBatchSource>;
  /** What the definition makes the reader of parts of (`parts`): a plain value; absent where the stream is not cut. */
  readonly partsReader?: unknown;
  /** The functions that were generated to read the data seen so far, as JavaScript. */
  generatedCode?(): readonly string[];
}

/**
 * Small texts that a source notes by numbers in `sources/<i>/` of the checkpoint, in Spark's format. The engine writes them
 * down with the batch that is built on them, makes them durable, and checks them when the query starts again.
 */
export interface SourceLog {
  /** Where they lie, for errors. */
  readonly directory: string;
  /** What was there at the start, by number. */
  readonly entries: readonly { readonly name: string; readonly text: string }[];
  /** Notes a text before the offset that stands on it is given. */
  add(name: string, text: string): void;
  /** Nobody will go back to this one. */
  retire(name: string): void;
}

export interface StreamContext {
  readonly log: SourceLog;
  /** A folder for what Spark's checkpoint has no place for: ours alone; null when the query keeps none. */
  readonly notes: string | null;
  readonly fileSystem: FileSystem;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Says in the query's status and header that it waits for a system outside; null when it no longer does. */
  waiting(text: string | null): void;
  /** Tells something worth knowing, under the cell that started the query. */
  notice(text: string): void;
}

/** One running stream. */
export interface MicroBatchSource {
  /**
   * The end of the next batch. The same as `start` when nothing is new.
   *
   * @param start end of the last batch, null before the first
   * @param limited whether the source's own rate options hold (`maxFilesPerTrigger`); the trigger `once` ignores them
   */
  latestOffset(start: Offset | null, limited: boolean): Promise<Offset | null>;
  /** The newest offset there is, for the lag; null when the source cannot tell. */
  reportLatest?(): Promise<Offset | null>;
  /** Rows between two offsets, null when the source cannot tell without reading. */
  rowsBetween?(start: Offset | null, end: Offset): number | null;
  /** Fixes the end for `availableNow`. */
  prepareForAvailableNow?(): Promise<void>;
  /** The rows in (start, end]; the same rows in the same order whenever it is asked. */
  read(start: Offset | null, end: Offset, context: ReadContext): AsyncIterable<RecordBatch>;
  /** The rows in (start, end] in parts, which other threads read one by one. */
  cut?(start: Offset | null, end: Offset): Promise<CutBatch>;
  /** The thread waits for the sink of a batch: what the next one will probably read may be read and decoded now. */
  readAhead?(): void;
  /** Everything up to `end` is committed and will not be asked for again. */
  commit(end: Offset): Promise<void>;
  /** Whether all that was noted for an offset is there: a power cut may have taken it. */
  canRead?(end: Offset): boolean;
  stop(): Promise<void>;
}

export interface OptionSpec {
  readonly name: string;
  readonly description: string;
  readonly default?: string;
  readonly required?: boolean;
  /** A prefix option: `kafka.` takes every name that begins with it. */
  readonly prefix?: boolean;
  /** Its value never reaches a log, a plan or a notebook; it may be given as `env:NAME` or `file:PATH`. */
  readonly secret?: boolean;
}

/** A system that can be read, declared in one file; listing it in `connectors/index.ts` is all it takes. */
export interface SourceDefinition {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly description: string;
  readonly options: readonly OptionSpec[];
  /** Whether the user may give a schema. */
  readonly userSchema: 'allowed' | 'refused' | 'required';
  batch?(context: ConnectorContext): Promise<BatchReader>;
  stream?(context: ConnectorContext): Promise<StreamReader>;
  /** The reader of parts, of what `cut` gave for it on another thread. */
  parts?(context: ConnectorContext, reader: unknown): PartReader;
}

/** Declares a source. */
export const defineSource = (source: SourceDefinition): SourceDefinition => source;
