import type { ExpressionCode } from '../../codegen/code-context.ts';

/** The character that a regular expression is, -1 when it is more: one that means only itself, or one that is escaped. */
export function plainCharacter(pattern: Uint8Array, start: number, end: number): number {
  const last = pattern[end - 1]!;
  if (end - start === 1) return last < 128 && !META.has(last) ? last : -1;
  return end - start === 2 && pattern[start] === BACKSLASH && META.has(last) ? last : -1;
}

/** The same of code that is a literal; -1 for other code. */
export function plainCharacterOf({ literal }: ExpressionCode): number {
  if (literal === undefined) return -1;
  const bytes = Buffer.from(literal);
  return plainCharacter(bytes, 0, bytes.length);
}

const BACKSLASH = 92;
const META = new Set(Buffer.from('\\^$.|?*+()[]{}'));
