import type { ShortDigest } from './short-digest.ts';

/** SHA-1 (FIPS 180-4). */
export class Sha1 implements ShortDigest {
  readonly size = 20;
  readonly littleEndian = false;
  readonly state = new Int32Array(5);
  private readonly schedule = new Int32Array(80);

  begin(): void {
    const { state } = this;
    state[0] = 0x67452301;
    state[1] = 0xefcdab89;
    state[2] = 0x98badcfe;
    state[3] = 0x10325476;
    state[4] = 0xc3d2e1f0;
  }

  block(words: Int32Array): void {
    const { state, schedule: w } = this;
    for (let i = 0; i < 16; i++) w[i] = words[i]!;
    for (let i = 16; i < 80; i++) {
      const x = w[i - 3]! ^ w[i - 8]! ^ w[i - 14]! ^ w[i - 16]!;
      w[i] = (x << 1) | (x >>> 31);
    }
    let a = state[0]!;
    let b = state[1]!;
    let c = state[2]!;
    let d = state[3]!;
    let e = state[4]!;
    for (let i = 0; i < 20; i++) {
      const t = (((a << 5) | (a >>> 27)) + ((d ^ (b & (c ^ d))) + 0x5a827999 + e + w[i]!)) | 0;
      e = d;
      d = c;
      c = (b << 30) | (b >>> 2);
      b = a;
      a = t;
    }
    for (let i = 20; i < 40; i++) {
      const t = (((a << 5) | (a >>> 27)) + ((b ^ c ^ d) + 0x6ed9eba1 + e + w[i]!)) | 0;
      e = d;
      d = c;
      c = (b << 30) | (b >>> 2);
      b = a;
      a = t;
    }
    for (let i = 40; i < 60; i++) {
      const t = (((a << 5) | (a >>> 27)) + (((b & c) | (d & (b | c))) - 0x70e44324 + e + w[i]!)) | 0;
      e = d;
      d = c;
      c = (b << 30) | (b >>> 2);
      b = a;
      a = t;
    }
    for (let i = 60; i < 80; i++) {
      const t = (((a << 5) | (a >>> 27)) + ((b ^ c ^ d) - 0x359d3e2a + e + w[i]!)) | 0;
      e = d;
      d = c;
      c = (b << 30) | (b >>> 2);
      b = a;
      a = t;
    }
    state[0]! += a;
    state[1]! += b;
    state[2]! += c;
    state[3]! += d;
    state[4]! += e;
  }
}
