/** A cell made ready to run; plain data, because it crosses to the session process. */
export interface CompiledCell {
  /** The name under which its frames appear in stack traces: `cell [3]`. */
  readonly name: string;
  /** What the user wrote. */
  readonly source: string;
  /** A script whose value is the promise of the cell's last expression. Its lines are the user's lines. */
  readonly script: string;
  /** How many characters stand before the user's first character on the script's first line. */
  readonly columnOffset: number;
  /** Pairs `script offset, source offset` in rising order; between two pairs both texts run in parallel. */
  readonly positions: readonly number[];
  /** Names that the cell declares at its top level. */
  readonly declares: readonly string[];
  /** Names of the session that the cell (also in its functions) reads or writes. */
  readonly uses: readonly string[];
}

/** The code of a cell is no TypeScript; line and column count from 1. */
export interface SyntaxProblem {
  readonly message: string;
  readonly line: number;
  readonly column: number;
}
