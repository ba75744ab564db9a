import type { ScalarHash } from './scalar-hash.ts';

/** The halves of XXH64's primes. */
const [P1L, P1H] = [0x85ebca87 | 0, 0x9e3779b1 | 0];
const [P2L, P2H] = [0x27d4eb4f | 0, 0xc2b2ae3d | 0];
const [P3L, P3H] = [0x9e3779f9 | 0, 0x165667b1 | 0];
const [P4L, P4H] = [0xc2b2ae63 | 0, 0x85ebca77 | 0];
const [P5L, P5H] = [0x165667c5 | 0, 0x27d4eb2f | 0];
const SEED = 42;

/** The high half of the product of two unsigned 32-bit integers; no sum on the way is larger than 32 bits. */
function highProduct(a: number, b: number): number {
  const a0 = a & 0xffff;
  const a1 = a >>> 16;
  const b0 = b & 0xffff;
  const b1 = b >>> 16;
  const left = (Math.imul(a1, b0) + (Math.imul(a0, b0) >>> 16)) | 0;
  const right = (Math.imul(a0, b1) + (left & 0xffff)) | 0;
  return (Math.imul(a1, b1) + (left >>> 16) + (right >>> 16)) | 0;
}

/** The high half of a 64-bit product. */
const high64 = (aLow: number, aHigh: number, bLow: number, bHigh: number): number =>
  (highProduct(aLow, bLow) + Math.imul(aHigh, bLow) + Math.imul(aLow, bHigh)) | 0;

/** What the lower halves of a sum hand on. */
const carry = (sum: number, part: number): number => (sum >>> 0 < part >>> 0 ? 1 : 0);

const word = (b: Uint8Array, i: number): number => b[i]! | (b[i + 1]! << 8) | (b[i + 2]! << 16) | (b[i + 3]! << 24);

const SUM = new BigInt64Array(1);
const HALVES = new Int32Array(SUM.buffer);
/** The four lanes of long texts: low halves, then high halves. */
const LANES = new Int32Array(8);

/**
 * Spark's `xxhash64`: XXH64 over scalars. The state is two 32-bit halves: products of bigints cost four times as much.
 */
export class XxHash64 implements ScalarHash<bigint> {
  /** The halves of the hash so far. */
  low = SEED;
  high = 0;

  begin(): void {
    this.low = SEED;
    this.high = 0;
  }

  int(n: number): void {
    this.add(P5L, P5H);
    this.add(4, 0);
    this.word(n);
    this.finish();
  }

  long(low: number, high: number): void {
    this.add(P5L, P5H);
    this.add(8, 0);
    this.lane(low, high);
    this.finish();
  }

  bytes(source: Uint8Array, start: number, end: number): void {
    let at = start;
    if (end - start >= 32) at = this.stripes(source, start, end);
    else this.add(P5L, P5H);
    this.add(end - start, 0);
    for (; at <= end - 8; at += 8) this.lane(word(source, at), word(source, at + 4));
    if (at <= end - 4) {
      this.word(word(source, at));
      at += 4;
    }
    for (; at < end; at++) {
      const byte = source[at]!;
      this.low ^= Math.imul(byte, P5L);
      this.high ^= high64(byte, 0, P5L, P5H);
      this.rotate(11);
      this.multiply(P1L, P1H);
    }
    this.finish();
  }

  result(): bigint {
    HALVES[0] = this.low;
    HALVES[1] = this.high;
    return SUM[0]!;
  }

  private add(low: number, high: number): void {
    const sum = (this.low + low) | 0;
    this.high = (this.high + high + carry(sum, low)) | 0;
    this.low = sum;
  }

  private multiply(low: number, high: number): void {
    this.high = high64(this.low, this.high, low, high);
    this.low = Math.imul(this.low, low);
  }

  /** @param bits below 32 */
  private rotate(bits: number): void {
    const { low, high } = this;
    this.low = (low << bits) | (high >>> (32 - bits));
    this.high = (high << bits) | (low >>> (32 - bits));
  }

  /** Mixes four bytes. */
  private word(n: number): void {
    const low = this.low ^ Math.imul(n, P1L);
    const high = this.high ^ high64(n, 0, P1L, P1H);
    const turnedLow = (low << 23) | (high >>> 9);
    const turnedHigh = (high << 23) | (low >>> 9);
    const sum = (Math.imul(turnedLow, P2L) + P3L) | 0;
    this.high = (high64(turnedLow, turnedHigh, P2L, P2H) + P3H + carry(sum, P3L)) | 0;
    this.low = sum;
  }

  /** Mixes eight bytes. */
  private lane(laneLow: number, laneHigh: number): void {
    const productHigh = high64(laneLow, laneHigh, P2L, P2H);
    const product = Math.imul(laneLow, P2L);
    const mixedLow = (product << 31) | (productHigh >>> 1);
    const mixedHigh = (productHigh << 31) | (product >>> 1);
    const low = this.low ^ Math.imul(mixedLow, P1L);
    const high = this.high ^ high64(mixedLow, mixedHigh, P1L, P1H);
    const turnedLow = (low << 27) | (high >>> 5);
    const turnedHigh = (high << 27) | (low >>> 5);
    const sum = (Math.imul(turnedLow, P1L) + P4L) | 0;
    this.high = (high64(turnedLow, turnedHigh, P1L, P1H) + P4H + carry(sum, P4L)) | 0;
    this.low = sum;
  }

  private mergeLane(low: number, high: number): void {
    this.mixRound(low, high);
    this.multiply(P1L, P1H);
    this.add(P4L, P4H);
  }

  private mixRound(low: number, high: number): void {
    const productHigh = high64(low, high, P2L, P2H);
    const product = Math.imul(low, P2L);
    const turnedLow = (product << 31) | (productHigh >>> 1);
    const turnedHigh = (productHigh << 31) | (product >>> 1);
    this.low ^= Math.imul(turnedLow, P1L);
    this.high ^= high64(turnedLow, turnedHigh, P1L, P1H);
  }

  /** @returns where the bytes begin that fill no stripe of 32 */
  private stripes(source: Uint8Array, start: number, end: number): number {
    const { low, high } = this;
    this.setLane(0, low, high, P1L, P1H);
    this.setLane(0, LANES[0]!, LANES[4]!, P2L, P2H);
    this.setLane(1, low, high, P2L, P2H);
    this.setLane(2, low, high, 0, 0);
    this.setLane(3, low, high, -P1L, ~P1H);
    let at = start;
    for (; at <= end - 32; at += 32) {
      for (let k = 0; k < 4; k++) this.stripe(k, word(source, at + 8 * k), word(source, at + 8 * k + 4));
    }
    this.low = 0;
    this.high = 0;
    for (let k = 0; k < 4; k++) {
      const bits = TURNS[k]!;
      const [l, h] = [LANES[k]!, LANES[k + 4]!];
      this.add((l << bits) | (h >>> (32 - bits)), (h << bits) | (l >>> (32 - bits)));
    }
    for (let k = 0; k < 4; k++) this.mergeLane(LANES[k]!, LANES[k + 4]!);
    return at;
  }

  private setLane(k: number, low: number, high: number, addLow: number, addHigh: number): void {
    const sum = (low + addLow) | 0;
    LANES[k] = sum;
    LANES[k + 4] = high + addHigh + carry(sum, addLow);
  }

  private stripe(k: number, low: number, high: number): void {
    this.setLane(k, LANES[k]!, LANES[k + 4]!, Math.imul(low, P2L), high64(low, high, P2L, P2H));
    const [l, h] = [LANES[k]!, LANES[k + 4]!];
    const [turnedLow, turnedHigh] = [(l << 31) | (h >>> 1), (h << 31) | (l >>> 1)];
    LANES[k] = Math.imul(turnedLow, P1L);
    LANES[k + 4] = high64(turnedLow, turnedHigh, P1L, P1H);
  }

  private finish(): void {
    const low = this.low ^ (this.high >>> 1);
    const high = high64(low, this.high, P2L, P2H);
    const product = Math.imul(low, P2L);
    const mixedLow = product ^ ((product >>> 29) | (high << 3));
    const mixedHigh = high ^ (high >>> 29);
    this.high = high64(mixedLow, mixedHigh, P3L, P3H);
    this.low = Math.imul(mixedLow, P3L) ^ this.high;
  }
}

/** How far each lane is turned when they are joined. */
const TURNS = [1, 7, 12, 18] as const;
