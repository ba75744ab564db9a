import type { ShortDigest } from './short-digest.ts';

/** FIPS 180-4, sections 4.2.2 and 5.3.3: roots of primes. */
const ROUNDS = Int32Array.of(
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
); // prettier-ignore
const START_256 = Int32Array.of(
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
); // prettier-ignore
/** FIPS 180-4, section 5.3.2. */
const START_224 = Int32Array.of(
  0xc1059ed8, 0x367cd507, 0x3070dd17, 0xf70e5939, 0xffc00b31, 0x68581511, 0x64f98fa7, 0xbefa4fa4,
); // prettier-ignore

const turned = (x: string, ...bits: readonly number[]): string =>
  bits.map((n) => `((${x} >>> ${n}) | (${x} << ${32 - n}))`).join(' ^ ');

/** The 64 steps one after the other; the schedule is kept in 16 words. */
function steps(): string {
  const lines: string[] = [];
  let names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
  for (let i = 0; i < 64; i++) {
    const [a, b, c, d, e, f, g, h] = names as [string, string, string, string, string, string, string, string];
    const word = (n: number): string => `w${n & 15}`;
    if (i >= 16) {
      lines.push(
        `x = ${word(i - 15)}; y = ${word(i - 2)};`,
        `x = ${turned('x', 7, 18)} ^ (x >>> 3); y = ${turned('y', 17, 19)} ^ (y >>> 10);`,
        `${word(i)} = t = (((${word(i)} + x | 0) + ${word(i - 7)} | 0) + y) | 0;`,
      );
    } else lines.push(`t = ${word(i)};`);
    lines.push(
      `t = ((((t + ${h} | 0) + ${ROUNDS[i]!} | 0) + (${g} ^ (${e} & (${f} ^ ${g}))) | 0) + (${turned(e, 6, 11, 25)})) | 0;`,
      `${d} = (${d} + t) | 0;`,
      `${h} = ((t + (${turned(a, 2, 13, 22)}) | 0) + ((${a} & ${b}) | (${c} & (${a} | ${b})))) | 0;`,
    );
    names = [h, a, b, c, d, e, f, g];
  }
  return lines.join('\n');
}

type Block = (state: Int32Array, words: Int32Array) => void;

const makeBlock = (): Block =>
  new Function(
    's',
    'w',
    `'use strict';
let a = s[0], b = s[1], c = s[2], d = s[3], e = s[4], f = s[5], g = s[6], h = s[7], t = 0, x = 0, y = 0;
let ${Array.from({ length: 16 }, (_, i) => `w${i} = w[${i}]`).join(', ')};
${steps()}
s[0] += a; s[1] += b; s[2] += c; s[3] += d; s[4] += e; s[5] += f; s[6] += g; s[7] += h;`,
  ) as Block;

let made: Block | undefined;

/** SHA-256 and SHA-224 (FIPS 180-4). */
export class Sha256 implements ShortDigest {
  readonly size: number;
  readonly littleEndian = false;
  readonly state = new Int32Array(8);

  constructor(bits: 224 | 256) {
    this.size = bits / 8;
  }

  begin(): void {
    this.state.set(this.size === 28 ? START_224 : START_256);
  }

  block(words: Int32Array): void {
    made ??= makeBlock();
    made(this.state, words);
  }
}
