/**
 * Whether a 64-bit integer is at most another one: each lies at a place of some words, two to an integer, the lower first.
 */
export function isAtMost(words: Int32Array, place: number, others: Int32Array, other: number): boolean {
  const high = words[2 * place + 1]!;
  const otherHigh = others[2 * other + 1]!;
  return high < otherHigh || (high === otherHigh && words[2 * place]! >>> 0 <= others[2 * other]! >>> 0);
}
