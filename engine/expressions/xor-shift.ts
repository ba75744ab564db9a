import { hashRange } from './murmur3.ts';

/** Spark's generator of `rand(seed)`: XORShift over a seed scattered by Murmur3, read as java.util.Random reads bits. */
export class XORShift {
  /** The halves of the state. */
  private low: number;
  private high: number;
  private spare: number | undefined;

  constructor(seed: bigint) {
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setBigInt64(0, BigInt.asIntN(64, seed));
    this.low = hashRange(bytes, 0, bytes.length, ARRAY_SEED);
    this.high = hashRange(bytes, 0, bytes.length, this.low);
  }

  /** @param bits up to 31 */
  private next(bits: number): number {
    let { low, high } = this;
    high ^= (high << 21) | (low >>> 11);
    low ^= low << 21;
    low ^= high >>> 3;
    high ^= (high << 4) | (low >>> 28);
    low ^= low << 4;
    this.low = low;
    this.high = high;
    return low & ((1 << bits) - 1);
  }

  nextDouble(): number {
    return (this.next(26) * 2 ** 27 + this.next(27)) * 2 ** -53;
  }

  nextGaussian(): number {
    if (this.spare !== undefined) {
      const value = this.spare;
      this.spare = undefined;
      return value;
    }
    for (;;) {
      const a = 2 * this.nextDouble() - 1;
      const b = 2 * this.nextDouble() - 1;
      const s = a * a + b * b;
      if (s < 1 && s !== 0) {
        const factor = Math.sqrt((-2 * Math.log(s)) / s);
        this.spare = b * factor;
        return a * factor;
      }
    }
  }
}

/** Scala's `MurmurHash3.arraySeed`. */
const ARRAY_SEED = 0x3c074a61;
