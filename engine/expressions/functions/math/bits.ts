import type { TextScratch } from '../../../columnar/text-scratch.ts';
import { BYTE, INTEGER, STRING } from '../../../types/data-type.ts';
import type { Words } from '../../../types/int128.ts';
import { defineFunction } from '../../define-function.ts';
import { defineScalar } from '../../define-scalar.ts';
import { bytes, kernel, ofWords } from '../../function-code.ts';
import { invalidParameter } from '../../index-errors.ts';
import { coerced } from '../../signature.ts';
import { anyOf, BIGINT, BOOL, INT, INTEGRAL } from '../../type-pattern.ts';

const ZERO = 48;
const BITS = 64;

/** Appends the bits of a 64-bit integer, without leading zeros. */
function putBits(out: TextScratch, a: Words, at: number): void {
  out.reserve(BITS);
  const { arena } = out;
  const [low, high] = [a[at]!, a[at + 1]!];
  const count = Math.max(1, high === 0 ? 32 - Math.clz32(low) : BITS - Math.clz32(high));
  for (let i = count - 1; i >= 32; i--) arena[out.at++] = ZERO + ((high >>> (i - 32)) & 1);
  for (let i = Math.min(count, 32) - 1; i >= 0; i--) arena[out.at++] = ZERO + ((low >>> i) & 1);
}

export const bin = defineScalar({
  name: 'bin',
  group: 'math',
  description: 'The bits of a BIGINT.',
  parameters: ['expr'],
  examples: [{ sql: 'bin(13)', result: '1101' }],
  args: [BIGINT],
  returns: STRING,
  code: bytes('text', putBits, { takesWords: true }),
});

/** The bits of a 32-bit integer that are set: counted in pairs, in fours, in bytes, and the bytes added by a product. */
function bitsIn(n: number): number {
  const pairs = n - ((n >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

export const bitCount = defineScalar({
  name: 'bit_count',
  group: 'math',
  description: 'The number of bits that are set.',
  parameters: ['expr'],
  examples: [{ sql: 'bit_count(7)', result: '3' }],
  args: [anyOf(INTEGRAL, BOOL)],
  returns: INTEGER,
  code: ([arg]) =>
    arg!.type.kind === 'long'
      ? ofWords((a: Words, at: number) => bitsIn(a[at]!) + bitsIn(a[at + 1]!))
      : kernel((n: number | boolean) => bitsIn(Number(n)) + bitsIn(Number(n) >> 31)),
});

const SIZES: Readonly<Record<string, number>> = { byte: 8, short: 16, integer: 32, long: BITS };

export const getBit = defineFunction({
  name: 'bit_get',
  aliases: ['getbit'],
  group: 'math',
  description: 'The bit at a position, counted from the right and from 0.',
  parameters: ['expr', 'pos'],
  examples: [{ sql: 'bit_get(11, 0)', result: '1' }],
  bind(given, context) {
    const args = coerced({ args: [INTEGRAL, INT] }, given, context);
    const { kind } = args[0]!.type;
    const size = SIZES[kind]!;
    const check = (pos: number): void => {
      if (pos >= 0 && pos < size) return;
      const expected = `expects an integer value in [0, ${size}), but got ${pos}.`;
      throw invalidParameter('BIT_POSITION_RANGE', 'pos', context.functionName, expected);
    };
    const ofLong = (a: Words, at: number, pos: number): number => {
      check(pos);
      return (a[at + (pos >> 5)]! >>> (pos & 31)) & 1;
    };
    const ofInt = (n: number, pos: number): number => {
      check(pos);
      return (n >> pos) & 1;
    };
    const code = kind === 'long' ? ofWords(ofLong) : kernel(ofInt);
    return { args, type: BYTE, nullable: args.some((arg) => arg.nullable), code };
  },
});
