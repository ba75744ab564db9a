import type { RecordBatch } from '../../columnar/vector.ts';
import type { BatchContext } from '../batch-context.ts';
import type { MemoryBudget } from './memory-budget.ts';

/** Begins a run of an operator that may hold so much. */
export type StartSpilling = (memory: MemoryBudget, context: BatchContext) => Spilling;

/** How the run of an operator goes on when it holds too much. */
export interface Spilling {
  /** What the operator is to run with: another one after it spilled. */
  readonly context: BatchContext;
  /** Whether it has spilled: then the rest comes from here and not from the operator. */
  readonly spilled: boolean;
  /**
   * To be called after each batch that the operator was given.
   *
   * @param batch null when what it was given is not known as rows
   * @param out what the operator made of it
   * @returns what comes out now
   */
  after(batch: RecordBatch | null, out: RecordBatch | null): Promise<RecordBatch | null>;
  /** What comes out when all was added. */
  rest(): AsyncIterable<RecordBatch>;
  /** The operator holds nothing more. */
  close(): void;
}
