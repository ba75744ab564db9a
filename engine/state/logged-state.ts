import type { Scalar } from '../columnar/vector.ts';
import type { ByteReader, ByteWriter } from './byte-writer.ts';
import type { LogDictionary } from './log-dictionary.ts';
import type { StateField } from './state-column.ts';

/** What the steps of a frame do; the numbers stand in checkpoints. */
export const STEP = {
  end: 0,
  /** Rows of a table by key, new or changed. */
  put: 1,
  /** A bucket goes. */
  drop: 2,
  /** Rows go, by key; written until November 2026, the keys one by one. */
  removeKeys: 3,
  /** Rows go, by key. */
  remove: 4,
  /** Rows of a multi-map leave their places. */
  leave: 5,
  /** Rows come behind the others of their keys, each in its place. */
  append: 6,
  /** Rows of a multi-map have other values. */
  change: 7,
} as const;
export type Step = (typeof STEP)[keyof typeof STEP];

/** What a table keeps; a checkpoint is held to it. */
export interface LoggedSchema {
  /** Tells the tables of one operator apart; left out where it has one. */
  readonly name?: string;
  readonly keys: readonly StateField[];
  readonly values: readonly StateField[];
  /** Names of the columns by which a table is split; empty where it is not. */
  readonly bucket: readonly string[];
  /** Whether a key has many rows. */
  readonly many?: true;
}

/** Where a table writes its steps. */
export interface StepLog {
  readonly writer: ByteWriter;
  readonly dictionary: LogDictionary;
  /** Begins a step of the table. */
  begin(step: Step): void;
}

/** Is told of each key whose rows a step will change, before it does. */
export type KeyWatcher = (key: readonly Scalar[], bucket: string) => void;

/** What steps of a log are read into. */
export interface StepReader {
  /**
   * Applies a step.
   *
   * @param ids the interner's id of each text number
   */
  read(step: Step, reader: ByteReader, ids: readonly number[], changes?: KeyWatcher): void;
}

/**
 * A table of an operator's state, as the changelog, the interner and the checkpoint see it. All tables of all operators
 * of a query write into one frame a batch: what a batch did to them is there together or not at all.
 */
export interface LoggedState extends StepReader {
  readonly schema: LoggedSchema;
  /** Rows held. */
  readonly rows: number;
  /** Rows that came or changed since the batch began. */
  readonly changed: number;
  /** Bytes held, estimated for JavaScript values. */
  readonly bytes: number;
  beginBatch(): void;
  /** @param whole whether everything is written, and not what changed since the batch began */
  write(log: StepLog, whole: boolean): void;
  /** Marks the ids in use, one byte an id. */
  markIds(live: Uint8Array): void;
  /** Gives every id its new number after the interner was compacted. */
  renameIds(renamed: Int32Array): void;
}
