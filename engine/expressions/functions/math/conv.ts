import type { TextScratch } from '../../../columnar/text-scratch.ts';
import { decodeText } from '../../../columnar/texts.ts';
import { STRING } from '../../../types/data-type.ts';
import { overflow } from '../../arithmetic.ts';
import { defineScalar } from '../../define-scalar.ts';
import { bytes } from '../../function-code.ts';
import { INT, TEXT } from '../../type-pattern.ts';

const WORD = 4294967296;
const MINUS = 45;
const LAST_ASCII = 127;
const encoder = new TextEncoder();
const DIGITS = encoder.encode('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ');
/** What each byte is worth as a digit, 99 for others. */
const VALUES = new Uint8Array(256).fill(99);
for (let value = 0; value < DIGITS.length; value++) VALUES[DIGITS[value]!] = VALUES[DIGITS[value]! | 32] = value;

/** A number of 64 bits: its low half, then its high one. */
const halves = new Uint32Array(2);
/** Room for as many digits as 64 bits have. */
const made = new Uint8Array(64);

/** Reads digits up to the first byte that is none. */
function read(source: Uint8Array, start: number, end: number, base: number): void {
  let low = 0;
  let high = 0;
  for (let i = start; i < end; i++) {
    const digit = VALUES[source[i]!]!;
    if (digit >= base) break;
    const sum = low * base + digit;
    const carry = sum < WORD ? 0 : Math.floor(sum / WORD);
    low = sum - carry * WORD;
    high = high * base + carry;
    if (high >= WORD) throw overflow();
  }
  halves[0] = low;
  halves[1] = high;
}

function negate(): void {
  halves[1] = ~halves[1]! + (halves[0] === 0 ? 1 : 0);
  halves[0] = -halves[0]!;
}

/** Appends the number. */
function put(out: TextScratch, base: number): void {
  let low = halves[0]!;
  let high = halves[1]!;
  let at = made.length;
  do {
    const top = high === 0 ? 0 : Math.floor(high / base);
    const rest = (high - top * base) * WORD + low;
    const bottom = Math.floor(rest / base);
    made[--at] = DIGITS[rest - bottom * base]!;
    high = top;
    low = bottom;
  } while (high > 0 || low > 0);
  out.putBytes(made, at, made.length);
}

/** @returns false where there is no number */
function convert(out: TextScratch, source: Uint8Array, start: number, end: number, from: number, to: number): boolean {
  const base = to < 0 ? -to : to;
  if (from < 2 || from > 36 || base < 2 || base > 36) return false;
  let first = start;
  let last = end;
  while (first < last && isSpace(source[first]!)) first++;
  while (first < last && isSpace(source[last - 1]!)) last--;
  if (first < last && (source[first]! > LAST_ASCII || source[last - 1]! > LAST_ASCII)) {
    const trimmed = encoder.encode(decodeText(source, first, last).trim());
    return converted(out, trimmed, 0, trimmed.length, from, to);
  }
  return converted(out, source, first, last, from, to);
}

const isSpace = (byte: number): boolean => byte === 32 || (byte >= 9 && byte <= 13);

function converted(
  out: TextScratch,
  source: Uint8Array,
  start: number,
  end: number,
  from: number,
  to: number,
): boolean {
  if (start === end) return false;
  const isNegative = source[start] === MINUS;
  read(source, isNegative ? start + 1 : start, end, from);
  if (isNegative) negate();
  if (to < 0 && halves[1]! >= WORD / 2) {
    negate();
    out.reserve(1);
    out.arena[out.at++] = MINUS;
  }
  put(out, to < 0 ? -to : to);
  return true;
}

/** Digits of one base in another; what follows the first wrong digit is left out. */
export const conv = defineScalar({
  name: 'conv',
  group: 'math',
  description: 'A number of one base in another.',
  parameters: ['num', 'from_base', 'to_base'],
  examples: [{ sql: "conv('100', 2, 10)", result: '4' }],
  args: [TEXT, INT, INT],
  returns: STRING,
  mayBeNull: true,
  code: bytes('text', convert, { mayBeNull: true }),
});
