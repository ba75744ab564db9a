import { hashRange } from './murmur3.ts';

/** Spark's generator of `rand(seed)`: XORShift over a seed scattered by Murmur3, read as java.util.Random reads bits. */
export class XORShift {
  private seed: bigint;
  private spare: number | undefined;

  constructor(seed: bigint) {
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setBigInt64(0, BigInt.asIntN(64, seed));
    const low = hashRange(bytes, 0, bytes.length, ARRAY_SEED);
    const high = hashRange(bytes, 0, bytes.length, low);
    this.seed = BigInt.asIntN(64, (BigInt(high) << 32n) | BigInt(low >>> 0));
  }

  private next(bits: number): number {
    let s = BigInt.asUintN(64, this.seed);
    s = BigInt.asUintN(64, s ^ (s << 21n));
    s ^= s >> 35n;
    s = BigInt.asUintN(64, s ^ (s << 4n));
    this.seed = BigInt.asIntN(64, s);
    return Number(BigInt.asUintN(bits, s));
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
