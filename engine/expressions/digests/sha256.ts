import type { ShortDigest } from './short-digest.ts';

/** The first 32 bits of the fraction of a root, computed exactly. */
const fraction = (n: number, root: 2 | 3): number => {
  const scaled = BigInt(n) << BigInt(32 * root);
  let low = 0n;
  let high = scaled;
  while (high - low > 1n) {
    const middle = (low + high) >> 1n;
    if (middle ** BigInt(root) <= scaled) low = middle;
    else high = middle;
  }
  return Number(BigInt.asIntN(32, low));
};

function primes(count: number): number[] {
  const found: number[] = [];
  for (let n = 2; found.length < count; n++) if (found.every((p) => n % p !== 0)) found.push(n);
  return found;
}

const ROUNDS = Int32Array.from(primes(64), (p) => fraction(p, 3));
const START_256 = Int32Array.from(primes(8), (p) => fraction(p, 2));
/** FIPS 180-4, section 5.3.2. */
const START_224 = Int32Array.of(
  0xc1059ed8, 0x367cd507, 0x3070dd17, 0xf70e5939, 0xffc00b31, 0x68581511, 0x64f98fa7, 0xbefa4fa4,
); // prettier-ignore

/** SHA-256 and SHA-224 (FIPS 180-4). */
export class Sha256 implements ShortDigest {
  readonly size: number;
  readonly littleEndian = false;
  readonly state = new Int32Array(8);
  private readonly schedule = new Int32Array(64);

  constructor(bits: 224 | 256) {
    this.size = bits / 8;
  }

  begin(): void {
    this.state.set(this.size === 28 ? START_224 : START_256);
  }

  block(words: Int32Array): void {
    const { state, schedule: w } = this;
    for (let i = 0; i < 16; i++) w[i] = words[i]!;
    for (let i = 16; i < 64; i++) {
      const x = w[i - 15]!;
      const y = w[i - 2]!;
      const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
      const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
      w[i] = w[i - 16]! + s0 + w[i - 7]! + s1;
    }
    let a = state[0]!;
    let b = state[1]!;
    let c = state[2]!;
    let d = state[3]!;
    let e = state[4]!;
    let f = state[5]!;
    let g = state[6]!;
    let h = state[7]!;
    for (let i = 0; i < 64; i++) {
      const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
      const t1 = (h + s1 + (g ^ (e & (f ^ g))) + ROUNDS[i]! + w[i]!) | 0;
      const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
      const t2 = (s0 + ((a & b) | (c & (a | b)))) | 0;
      h = g;
      g = f;
      f = e;
      e = (d + t1) | 0;
      d = c;
      c = b;
      b = a;
      a = (t1 + t2) | 0;
    }
    state[0]! += a;
    state[1]! += b;
    state[2]! += c;
    state[3]! += d;
    state[4]! += e;
    state[5]! += f;
    state[6]! += g;
    state[7]! += h;
  }
}
