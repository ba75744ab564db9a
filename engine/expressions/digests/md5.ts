import type { ShortDigest } from './short-digest.ts';

const SINES = Int32Array.from({ length: 64 }, (_, i) => Math.floor(Math.abs(Math.sin(i + 1)) * 2 ** 32));

const turned = (n: number, bits: number): number => (n << bits) | (n >>> (32 - bits));
type Step = (a: number, b: number, c: number, d: number, add: number, bits: number) => number;
const f: Step = (a, b, c, d, add, bits) => (turned((a + (d ^ (b & (c ^ d))) + add) | 0, bits) + b) | 0;
const g: Step = (a, b, c, d, add, bits) => (turned((a + (c ^ (d & (b ^ c))) + add) | 0, bits) + b) | 0;
const h: Step = (a, b, c, d, add, bits) => (turned((a + (b ^ c ^ d) + add) | 0, bits) + b) | 0;
const j: Step = (a, b, c, d, add, bits) => (turned((a + (c ^ (b | ~d)) + add) | 0, bits) + b) | 0;

/** MD5 (RFC 1321). */
export class Md5 implements ShortDigest {
  readonly size = 16;
  readonly littleEndian = true;
  readonly state = new Int32Array(4);

  begin(): void {
    const { state } = this;
    state[0] = 0x67452301;
    state[1] = 0xefcdab89;
    state[2] = 0x98badcfe;
    state[3] = 0x10325476;
  }

  block(w: Int32Array): void {
    const { state } = this;
    let a = state[0]!;
    let b = state[1]!;
    let c = state[2]!;
    let d = state[3]!;
    for (let i = 0; i < 16; i += 4) {
      a = f(a, b, c, d, (SINES[i]! + w[i]!) | 0, 7);
      d = f(d, a, b, c, (SINES[i + 1]! + w[i + 1]!) | 0, 12);
      c = f(c, d, a, b, (SINES[i + 2]! + w[i + 2]!) | 0, 17);
      b = f(b, c, d, a, (SINES[i + 3]! + w[i + 3]!) | 0, 22);
    }
    for (let i = 16; i < 32; i += 4) {
      a = g(a, b, c, d, (SINES[i]! + w[(5 * i + 1) & 15]!) | 0, 5);
      d = g(d, a, b, c, (SINES[i + 1]! + w[(5 * i + 6) & 15]!) | 0, 9);
      c = g(c, d, a, b, (SINES[i + 2]! + w[(5 * i + 11) & 15]!) | 0, 14);
      b = g(b, c, d, a, (SINES[i + 3]! + w[(5 * i + 16) & 15]!) | 0, 20);
    }
    for (let i = 32; i < 48; i += 4) {
      a = h(a, b, c, d, (SINES[i]! + w[(3 * i + 5) & 15]!) | 0, 4);
      d = h(d, a, b, c, (SINES[i + 1]! + w[(3 * i + 8) & 15]!) | 0, 11);
      c = h(c, d, a, b, (SINES[i + 2]! + w[(3 * i + 11) & 15]!) | 0, 16);
      b = h(b, c, d, a, (SINES[i + 3]! + w[(3 * i + 14) & 15]!) | 0, 23);
    }
    for (let i = 48; i < 64; i += 4) {
      a = j(a, b, c, d, (SINES[i]! + w[(7 * i) & 15]!) | 0, 6);
      d = j(d, a, b, c, (SINES[i + 1]! + w[(7 * i + 7) & 15]!) | 0, 10);
      c = j(c, d, a, b, (SINES[i + 2]! + w[(7 * i + 14) & 15]!) | 0, 15);
      b = j(b, c, d, a, (SINES[i + 3]! + w[(7 * i + 21) & 15]!) | 0, 21);
    }
    state[0]! += a;
    state[1]! += b;
    state[2]! += c;
    state[3]! += d;
  }
}
