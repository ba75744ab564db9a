import type { ShortDigest } from './short-digest.ts';

/** Of each of the four rounds: its function and its constant. */
const ROUNDS = [
  { mix: (b: string, c: string, d: string) => `(${d} ^ (${b} & (${c} ^ ${d})))`, add: 0x5a827999 },
  { mix: (b: string, c: string, d: string) => `(${b} ^ ${c} ^ ${d})`, add: 0x6ed9eba1 },
  { mix: (b: string, c: string, d: string) => `((${b} & ${c}) | (${d} & (${b} | ${c})))`, add: 0x8f1bbcdc | 0 },
  { mix: (b: string, c: string, d: string) => `(${b} ^ ${c} ^ ${d})`, add: 0xca62c1d6 | 0 },
] as const;

/** The 80 steps one after the other; the schedule is kept in the 16 words themselves. */
function steps(): string {
  const lines: string[] = [];
  let [a, b, c, d, e] = ['a', 'b', 'c', 'd', 'e'] as [string, string, string, string, string];
  for (let i = 0; i < 80; i++) {
    const { mix, add } = ROUNDS[Math.floor(i / 20)]!;
    const word = (n: number): string => `w[${n & 15}]`;
    if (i >= 16) {
      lines.push(
        `t = ${word(i - 3)} ^ ${word(i - 8)} ^ ${word(i - 14)} ^ ${word(i)};`,
        `${word(i)} = t = (t << 1) | (t >>> 31);`,
      );
    } else lines.push(`t = ${word(i)};`);
    lines.push(
      `${e} = (((((${e} + t | 0) + ${add}) | 0) + ${mix(b, c, d)} | 0) + ((${a} << 5) | (${a} >>> 27))) | 0;`,
      `${b} = (${b} << 30) | (${b} >>> 2);`,
    );
    [a, b, c, d, e] = [e, a, b, c, d];
  }
  return lines.join('\n');
}

type Block = (state: Int32Array, words: Int32Array) => void;

const makeBlock = (): Block =>
  new Function(
    's',
    'w',
    `'use strict';
let a = s[0], b = s[1], c = s[2], d = s[3], e = s[4], t = 0;
${steps()}
s[0] += a; s[1] += b; s[2] += c; s[3] += d; s[4] += e;`,
  ) as Block;

let made: Block | undefined;

/** SHA-1 (FIPS 180-4). */
export class Sha1 implements ShortDigest {
  readonly size = 20;
  readonly littleEndian = false;
  readonly state = new Int32Array(5);

  begin(): void {
    const { state } = this;
    state[0] = 0x67452301;
    state[1] = 0xefcdab89;
    state[2] = 0x98badcfe;
    state[3] = 0x10325476;
    state[4] = 0xc3d2e1f0;
  }

  block(words: Int32Array): void {
    made ??= makeBlock();
    made(this.state, words);
  }
}
