import type { TextArena } from '../columnar/text-arena.ts';
import type { DataType } from '../types/data-type.ts';

/**
 * Appends a value: of a STRING its bytes, (source, start, end), of an integer (BIGINT, DECIMAL, TIMESTAMP, INTERVAL DAY TO
 * SECOND) its words, (words, place), of any other type the scalar.
 */
export type PutValue = (out: TextArena, ...value: never[]) => void;

/** How one field of a struct stands in the text that is made of the struct. */
export interface FieldText {
  readonly type: DataType;
  /** What stands before the value. */
  readonly before: Uint8Array;
  /** What stands for a null; undefined: nothing, not even what would stand before. */
  readonly ofNull: Uint8Array | undefined;
  readonly put: PutValue;
}
