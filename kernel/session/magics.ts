import type { TypeMode } from './notebook.ts';

/** What a magic may do: print, change how cells are checked, or give code that runs in its place. */
export interface MagicContext {
  print(text: string): void;
  setTypes(mode: TypeMode): void;
}

/** Runs `%name argument` (with the rest of the cell as `body` for `%%name`); code it returns runs as the cell. */
export type Magic = (argument: string, body: string, context: MagicContext) => Promise<string | void>;

/** Every magic by its name; a new one is one line here. */
export const magics: Readonly<Record<string, () => Promise<Magic>>> = {
  types: async () => (await import('./magic-types.ts')).types,
  npm: async () => (await import('./magic-npm.ts')).npm,
  doctor: async () => (await import('./magic-doctor.ts')).doctor,
};

/** The magic that a cell begins with, null for plain code. */
export function parseMagic(code: string): { name: string; argument: string; body: string } | null {
  const found = /^\s*%%?([a-z]\w*)[ \t]*([^\n]*)\n?([^]*)$/.exec(code);
  return found === null ? null : { name: found[1]!, argument: found[2]!.trim(), body: found[3]! };
}
