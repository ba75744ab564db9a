import type { ShortDigest } from './short-digest.ts';

/** Of each of the four rounds: its function, which words it takes in which order, and by how many bits it turns. */
const ROUNDS = [
  { mix: (b: string, c: string, d: string) => `(${d} ^ (${b} & (${c} ^ ${d})))`, step: 1, first: 0, turns: [7, 12, 17, 22] },
  { mix: (b: string, c: string, d: string) => `(${c} ^ (${d} & (${b} ^ ${c})))`, step: 5, first: 1, turns: [5, 9, 14, 20] },
  { mix: (b: string, c: string, d: string) => `(${b} ^ ${c} ^ ${d})`, step: 3, first: 5, turns: [4, 11, 16, 23] },
  { mix: (b: string, c: string, d: string) => `(${c} ^ (${b} | ~${d}))`, step: 7, first: 0, turns: [6, 10, 15, 21] },
] as const; // prettier-ignore

/** The 64 steps one after the other: a loop would look up what is known beforehand, and take twice as long. */
function steps(): string {
  const lines: string[] = [];
  let [a, b, c, d] = ['a', 'b', 'c', 'd'] as [string, string, string, string];
  for (let i = 0; i < 64; i++) {
    const { mix, step, first, turns } = ROUNDS[i >> 4]!;
    const sine = Math.floor(Math.abs(Math.sin(i + 1)) * 2 ** 32) | 0;
    const bits = turns[i & 3]!;
    const word = `w[${(step * i + first) & 15}]`;
    lines.push(
      `t = (((${a} + ${mix(b, c, d)} | 0) + ${word} | 0) + ${sine}) | 0;`,
      `${a} = ((t << ${bits} | t >>> ${32 - bits}) + ${b}) | 0;`,
    );
    [a, b, c, d] = [d, a, b, c];
  }
  return lines.join('\n');
}

type Block = (state: Int32Array, words: Int32Array) => void;

const makeBlock = (): Block =>
  new Function(
    's',
    'w',
    `'use strict';
let a = s[0], b = s[1], c = s[2], d = s[3], t = 0;
${steps()}
s[0] += a; s[1] += b; s[2] += c; s[3] += d;`,
  ) as Block;

let made: Block | undefined;

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

  block(words: Int32Array): void {
    made ??= makeBlock();
    made(this.state, words);
  }
}
