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

const turned = (x: string, ...bits: readonly number[]): string =>
  bits.map((n) => `((${x} >>> ${n}) | (${x} << ${32 - n}))`).join(' ^ ');

/** The 64 steps one after the other; the schedule is kept in the 16 words themselves. */
function steps(): string {
  const lines: string[] = [];
  let names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
  for (let i = 0; i < 64; i++) {
    const [a, b, c, d, e, f, g, h] = names as [string, string, string, string, string, string, string, string];
    const word = (n: number): string => `w[${n & 15}]`;
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

const block = new Function(
  's',
  'w',
  `'use strict';
let a = s[0], b = s[1], c = s[2], d = s[3], e = s[4], f = s[5], g = s[6], h = s[7], t = 0, x = 0, y = 0;
${steps()}
s[0] += a; s[1] += b; s[2] += c; s[3] += d; s[4] += e; s[5] += f; s[6] += g; s[7] += h;`,
) as (state: Int32Array, words: Int32Array) => void;

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
    block(this.state, words);
  }
}
