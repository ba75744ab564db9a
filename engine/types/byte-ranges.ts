/** Whether two ranges hold the same bytes. */
export function equalRanges(
  a: Uint8Array,
  aStart: number,
  aEnd: number,
  b: Uint8Array,
  bStart: number,
  bEnd: number,
): boolean {
  if (aEnd - aStart !== bEnd - bStart) return false;
  for (let i = aStart, k = bStart; i < aEnd; i++, k++) if (a[i] !== b[k]) return false;
  return true;
}

/** The order of two ranges by their bytes: that of texts by code point. @returns below, above or equal to 0 */
export function compareRanges(
  a: Uint8Array,
  aStart: number,
  aEnd: number,
  b: Uint8Array,
  bStart: number,
  bEnd: number,
): number {
  const aLength = aEnd - aStart;
  const bLength = bEnd - bStart;
  const end = aStart + (aLength < bLength ? aLength : bLength);
  for (let i = aStart, k = bStart; i < end; i++, k++) {
    const order = a[i]! - b[k]!;
    if (order !== 0) return order;
  }
  return aLength - bLength;
}
