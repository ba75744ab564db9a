const SPLIT = 2 ** 27 + 1;

/** What a product of doubles lacks that was rounded to a double: the exact one is the sum of both (Dekker). */
export function productError(a: number, b: number, product: number): number {
  const [high, other] = [upperHalf(a), upperHalf(b)];
  const [low, otherLow] = [a - high, b - other];
  return low * otherLow - (product - high * other - low * other - high * otherLow);
}

/** The upper 26 bits of a double. */
function upperHalf(x: number): number {
  const scaled = SPLIT * x;
  return scaled - (scaled - x);
}
