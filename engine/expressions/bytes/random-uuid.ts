import type { TextArena } from '../../columnar/text-arena.ts';

const DIGITS = Buffer.from('0123456789abcdef');
const LENGTH = 36;
const HYPHEN = 0x2d;

/** 32 random bits. */
const bitsOf = (random: () => number): number => (random() * 4294967296) | 0;

/** Writes a UUID of version 4 (RFC 9562, section 5.4). */
export function putRandomUuid(out: TextArena, random: () => number): void {
  out.reserve(LENGTH);
  putHalf(out, bitsOf(random), (bitsOf(random) & ~0xf000) | 0x4000);
  out.arena[out.at++] = HYPHEN;
  const [third, last] = [(bitsOf(random) & 0x3fffffff) | 0x80000000, bitsOf(random)];
  putDigits(out, third >>> 16, 4);
  out.arena[out.at++] = HYPHEN;
  putDigits(out, third, 4);
  putDigits(out, last, 8);
}

/** `xxxxxxxx-xxxx-xxxx` */
function putHalf(out: TextArena, first: number, second: number): void {
  putDigits(out, first, 8);
  out.arena[out.at++] = HYPHEN;
  putDigits(out, second >>> 16, 4);
  out.arena[out.at++] = HYPHEN;
  putDigits(out, second, 4);
}

/** The last hexadecimal digits of some bits. */
function putDigits(out: TextArena, bits: number, count: number): void {
  const { arena } = out;
  for (let shift = 4 * (count - 1); shift >= 0; shift -= 4) arena[out.at++] = DIGITS[(bits >>> shift) & 15]!;
}
