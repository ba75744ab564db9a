import type { RecordBatch } from '../columnar/vector.ts';
import type { Attribute } from '../expressions/typed.ts';
import type { PlanNode } from '../plan/plan-node.ts';
import type { BatchReader, StreamReader } from '../spi/source.ts';
import type { SortKey } from './sort/plan.ts';

/** Rows that an operator has of its own. */
export type LeafRows =
  | { readonly kind: 'source'; readonly reader: BatchReader }
  | { readonly kind: 'stream'; readonly reader: StreamReader }
  | {
      readonly kind: 'at hand';
      readonly batches: readonly RecordBatch[];
      /** Which of their columns are rows of the leaf; null: all. */
      readonly columns: readonly number[] | null;
    }
  | { readonly kind: 'range'; readonly start: bigint; readonly end: bigint; readonly step: bigint };

/** How the rows of an operator are made in parts. */
export type Cutting =
  /** From ranges of its own rows, if those can be cut. */
  | { readonly leaf: LeafRows }
  /** From parts of some inputs, each given all of the others; inputs by their numbers. */
  | { readonly cut: readonly number[]; readonly whole: readonly number[] };

/** How the rows of an operator come of what tasks made of parts of its input. */
export type Merging =
  /**
   * Each task folds the groups of its own rows, and their states are merged in the order of the rows: the operator is a
   * `FoldingOperator`.
   *
   * @param anyOrder whether the order is all the same
   * @param moves whether the states are little work to move to another thread
   */
  | { readonly as: 'states'; readonly keys: readonly Attribute[]; readonly anyOrder: boolean; readonly moves: boolean }
  /** Each task gives what the operator makes of its own rows; the operator does the same to all of that. */
  | { readonly as: 'rows again'; readonly keys: readonly Attribute[] }
  /** Each task puts a range of the rows in order, and they follow one another. */
  | { readonly as: 'ranges'; readonly keys: readonly SortKey[] }
  /** Each task gives its first rows in the order that the node at a path makes (`ranges`), and the operator takes the first of those. */
  | { readonly as: 'first'; readonly rows: number; readonly path: readonly number[] };

/** What threads may do of an operator's work. What it does not say is done on one. */
export interface TaskRules<P extends PlanNode = PlanNode> {
  /**
   * How its rows are made in parts, one after another in their order; null when they cannot. It holds where its own
   * expressions give the same on every thread.
   */
  cutting?(plan: P): Cutting | null;
  /** The plan where other threads are given an input as a whole; left out: the same. @param whole the number of the input */
  holding?(plan: P, whole: number): PlanNode;
  /** Whether making its rows is work; left out: it passes rows on. */
  isWork?(plan: P): boolean;
  /** How its rows come of parts; null when they do not. */
  merging?(plan: P): Merging | null;
  /**
   * What a row costs beside the expressions, where 1 is as much as a row at hand of the heavier operations; left out: nothing.
   *
   * @param rowsOf about how many rows an input has, NaN where nobody knows
   */
  cost?(plan: P, rowsOf: (input: PlanNode) => number): number;
  /** By the number of an input: whether all of its rows are read, or few; else as many as are wanted of the operator's own. */
  readonly reads?: Readonly<Partial<Record<number, 'all' | 'few'>>>;
  /** Whether it only looks at rows that pass: tasks that fold them look in its place, and what they saw is put together. */
  readonly watches?: true;
  /** Whether it does the steps below it in its own generated function. */
  readonly foldsSteps?: true;
}

/** Of operators that look at one row at a time, and need nothing of the rows before. */
export const EACH_ROW: TaskRules = {
  cutting: () => ({ cut: [0], whole: [] }),
  isWork: () => true,
};
