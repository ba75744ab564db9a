const SAFE = 9007199254740991;

/**
 * The values of a 64-bit column as doubles, or null when one of them is beyond 2^53 and would not be exact. Dividing
 * and comparing doubles costs a tenth of what it costs on bigints, and microseconds are exact until the year 2255.
 */
export function floatView(data: BigInt64Array, length: number, scratch: Float64Array): Float64Array | null {
  const halves = new Int32Array(data.buffer, data.byteOffset, length * 2);
  const out = scratch.length >= length ? scratch : new Float64Array(length);
  let inside = true;
  for (let i = 0, h = 0; i < length; i++, h += 2) {
    const value = halves[h + 1]! * 4294967296 + (halves[h]! >>> 0);
    if (value > SAFE || value < -SAFE) inside = false;
    out[i] = value;
  }
  return inside ? out : null;
}
