import type { Interner } from '../columnar/interner.ts';
import type { RecordBatch } from '../columnar/vector.ts';
import type { StructType } from '../types/data-type.ts';
import type { Clock, FileSystem } from './runtime.ts';
import type { JsonValue } from './view-port.ts';

/** A place in a stream: opaque to the engine, JSON in the offset log. */
export type Offset = JsonValue;

/** How much one batch may take; `null` is everything there is. */
export interface ReadLimit {
  readonly maxRows?: number;
  readonly maxBytes?: number;
  readonly maxFiles?: number;
}

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
}

/** Counts of a read that progress shows. */
export interface ReadMetrics {
  /** Malformed rows, whatever became of them. */
  malformed: number;
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
}

/** A bounded read: gives the same rows each time it is asked. */
export interface BatchReader {
  readonly schema: StructType;
  read(context: ReadContext): AsyncIterable<RecordBatch>;
  /** The functions that were generated to read the data seen so far, as JavaScript. */
  generatedCode?(): readonly string[];
}

/** A replayable stream, in the shape of Spark's `MicroBatchStream` with admission control. */
export interface StreamReader {
  readonly schema: StructType;
  /** What progress calls it: `KafkaV2[Subscribe[orders]]`. */
  readonly description: string;
  open(context: StreamContext): Promise<MicroBatchSource>;
  /** The functions that were generated to read the data seen so far, as JavaScript. */
  generatedCode?(): readonly string[];
}

export interface StreamContext {
  /** A folder of the checkpoint that belongs to this source; null when the query keeps none. */
  readonly checkpoint: string | null;
  readonly fileSystem: FileSystem;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** One running stream. */
export interface MicroBatchSource {
  /**
   * The end of the next batch. The same as `start` when nothing is new.
   *
   * @param start end of the last batch, null before the first
   * @param limited whether the source's own rate options hold (`once` ignores them)
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
  /** Everything up to `end` is committed and will not be asked for again. */
  commit(end: Offset): Promise<void>;
  /** Resolves when what `latestOffset` wrote down by itself survives a power cut. */
  flush?(): Promise<void>;
  /** Small files that `latestOffset` wrote into the source's folder; the engine makes them durable. */
  takeWritten?(): readonly { readonly name: string; readonly text: string }[];
  /** A digest of the input of (start, end], when it is cheaper than reading: what proves a replay is the same. */
  digest?(start: Offset | null, end: Offset): Promise<string | null>;
  stop(): Promise<void>;
}

export interface OptionSpec {
  readonly name: string;
  readonly description: string;
  readonly default?: string;
  readonly required?: boolean;
  /** A prefix option: `kafka.` takes every name that begins with it. */
  readonly prefix?: boolean;
  /** Its value never reaches a log, a plan or a notebook. */
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
}

/** Declares a source. */
export const defineSource = (source: SourceDefinition): SourceDefinition => source;
