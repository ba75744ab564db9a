import type { TypeMode } from './cell-checks.ts';

/** What a magic may do: print, change how cells are checked, or give code that runs in its place. */
export interface MagicContext {
  print(text: string): void;
  setTypes(mode: TypeMode): void;
}

/** Runs `%name argument` (with the rest of the cell as `body` for `%%name`); code it returns runs as the cell. */
export type Magic = (argument: string, body: string, context: MagicContext) => Promise<string | void>;

/** Magics by their names, loaded when they are called. */
export type Magics = Readonly<Record<string, () => Promise<Magic>>>;
