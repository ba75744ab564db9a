import type { StateTable } from '../../state/state-table.ts';

/** What an aggregation has folded of some rows of a batch. */
export interface FoldedGroups {
  readonly tables: readonly FoldedTable[];
  /** Rows that came too late. */
  readonly lateRows: number;
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
