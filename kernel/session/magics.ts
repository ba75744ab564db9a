import type { Magics } from './magic.ts';

/** Those of every session; a new one is one line here. Whoever starts a notebook may bring more. */
export const magics: Magics = {
  types: async () => (await import('./magic-types.ts')).types,
  npm: async () => (await import('./magic-npm.ts')).npm,
};

/** The magic that a cell begins with, null for plain code. */
export function parseMagic(code: string): { name: string; argument: string; body: string } | null {
  const found = /^\s*%%?([a-z]\w*)[ \t]*([^\n]*)\n?([^]*)$/.exec(code);
  return found === null ? null : { name: found[1]!, argument: found[2]!.trim(), body: found[3]! };
}
