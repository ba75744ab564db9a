import type { Interner } from '../columnar/interner.ts';
import type { RecordBatch } from '../columnar/vector.ts';
import type { StateStore } from '../state/state-store.ts';
import type { StateTable } from '../state/state-table.ts';
import type { BatchContext } from './batch-context.ts';
import type { BatchOperator } from './stateful-operator.ts';

/** What an operator has folded of some rows of a batch. */
export interface FoldedGroups {
  readonly tables: readonly FoldedTable[];
  /** Rows that came too late. */
  readonly lateRows: number;
  /** The keys of rows that are examples, by their places among those; where none are met, left out. */
  readonly exampleKeys?: readonly (string | undefined)[];
}

/** Groups of one window, of one pane, or of all. */
export interface FoldedTable {
  /** The window; the start of the pane, in microseconds. */
  readonly bucket: string;
  /** Whether its rows came too late. */
  readonly late: boolean;
  /** How many rows were folded into a pane. */
  readonly rows: number;
  readonly table: StateTable;
}

/** An operator that folds rows into groups: what it folded of some rows, another of the same plan takes over. */
export interface FoldingOperator extends BatchOperator {
  readonly state: StateStore;
  /** What was folded since the batch began. */
  folded(): FoldedGroups;
  /** Takes what another folded of the rows that come next; both name texts by their numbers in the interner. */
  absorb(folded: FoldedGroups, interner: Interner): void;
  finishBatch(context: BatchContext): RecordBatch;
}

export const isFolding = (operator: BatchOperator): operator is FoldingOperator => 'folded' in operator;
