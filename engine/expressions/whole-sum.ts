import type { CodeContext, ExpressionCode } from '../codegen/code-context.ts';
import type { VectorData } from '../columnar/vector-data.ts';
import type { DataType } from '../types/data-type.ts';
import type { Words } from '../types/int128.ts';
import type { BufferSlot, SlotCode } from './define-function.ts';

/** The two slots of a sum, as code. */
export type SumSlots = readonly [SlotCode, SlotCode];

/** An exact sum of whole numbers, held in two slots of a group, made without a bigint for a row. */
export interface WholeSum {
  readonly slots: readonly [BufferSlot, BufferSlot];
  /** How a reader of the state puts them together. */
  readonly form: 'run and carries' | 'sum and lacks';
  /** Statements that add a value that is not null and safe to repeat, or take it out again. */
  changed(slots: SumSlots, part: ExpressionCode, type: DataType, g: CodeContext, op: '+' | '-'): string;
  /** Statements that add another such sum. */
  merged(slots: SumSlots, others: SumSlots, g: CodeContext): string;
  /** Stores the sum of a row. @returns whether 128 bits hold it */
  store(out: Words, first: VectorData, second: VectorData, row: number): boolean;
  /** The sum out of the values of its slots. */
  whole(first: unknown, second: unknown): bigint;
}
