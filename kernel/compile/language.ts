/** What the kernel asks of TypeScript. Answers may take a second after the start; no cell waits for them. */
export interface Language {
  /** Declares a cell's names to later cells and tells what is wrong with its types. */
  check(cell: LanguageCell): Promise<readonly TypeProblem[]>;
  complete(code: string, offset: number): Promise<Completions>;
  /** The type and documentation of what stands at an offset, as Markdown; null when there is nothing. */
  inspect(code: string, offset: number): Promise<string | null>;
  isComplete(code: string): Promise<Completeness>;
  /** The library's names are there: `names` may be used by every cell. */
  preload(names: readonly string[]): void;
  /** Forgets every cell, because the session that held their values is gone. */
  reset(): void;
  /** Starts the checker before anyone asks. */
  warm(): void;
  close(): void;
}

/** A cell as the checker sees it. */
export interface LanguageCell {
  readonly name: string;
  readonly source: string;
}

/** A type error; line and column count from 1. */
export interface TypeProblem {
  readonly code: number;
  readonly message: string;
  readonly line: number;
  readonly column: number;
}

export interface Completions {
  readonly matches: readonly { readonly text: string; readonly type: string }[];
  /** The range of the code that a match replaces. */
  readonly start: number;
  readonly end: number;
}

export interface Completeness {
  readonly status: 'complete' | 'incomplete' | 'invalid' | 'unknown';
  readonly indent: string;
}
