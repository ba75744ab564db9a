/** Packages whose values the library hands to cells: where the notebook's folder has none, ours will do. */
export const HANDED_ON: readonly string[] = ['arquero'];
