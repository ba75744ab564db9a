import type { TextArena } from '../../../columnar/text-arena.ts';
import type { TextScratch } from '../../../columnar/text-scratch.ts';
import { decodeText } from '../../../columnar/texts.ts';
import { putFixed, putGroupedFraction, putLong, putWhole } from '../../../formats/scalars/put-number.ts';
import { isIntegral, type DataType } from '../../../types/data-type.ts';
import { roundedShown } from '../../../types/round-double.ts';
import { isValidUtf8 } from '../../bytes/validity.ts';
import { textPutter } from '../../../formats/scalars/text-putter.ts';
import { putHexLong } from '../../encodings/hex-bytes.ts';
import { formatted, type Specifier } from './format-specifier.ts';

type Put = (out: TextScratch, value: never) => void;

/** A function that appends a value, which is not null, as a specifier shows it. */
export function specifierPutter(spec: Specifier, type: DataType, write: (v: unknown) => string, zoneId: string): Put {
  const whole: Put = (out, value) => out.putText(formatted(spec, value, type, write));
  const { flags, width, letter } = spec;
  const plain = barePutter(spec, type, write, zoneId, whole);
  if (plain === undefined) return whole;
  const size = Number(width || '0');
  if (size === 0) return plain;
  const pad = flags.includes('-') ? padAtRight : flags.includes('0') && letter !== 's' ? padWithZeros : padAtLeft;
  return (out, value) => {
    const from = out.at;
    plain(out, value);
    pad(out, from, size);
  };
}

/** Without its width; undefined where bytes are not written at once. */
function barePutter(
  spec: Specifier,
  type: DataType,
  write: (v: unknown) => string,
  zoneId: string,
  whole: Put,
): Put | undefined {
  const { flags, precision, letter } = spec;
  if (!/^[-0]?$/.test(letter === 'f' ? flags.replace(',', '') : flags)) return undefined;
  switch (letter) {
    case 's':
      if (precision !== undefined) return undefined;
      return textPutter(type, zoneId) ?? ((out, value) => out.putText(write(value)));
    case 'd':
      if (!isIntegral(type)) return undefined;
      return type.kind === 'long' ? putLong : putWhole;
    case 'x':
      if (!isIntegral(type)) return undefined;
      return type.kind === 'long' ? putLowerHexLong : putLowerHexInt;
    case 'f':
      if (type.kind !== 'float' && type.kind !== 'double') return undefined;
      return fractionPutter(
        precision === undefined ? 6 : Number(precision),
        flags.includes(','),
        type.kind === 'float',
        whole,
      );
    default:
      return undefined;
  }
}

const LONG = new BigInt64Array(1);
const HALVES = new Int32Array(LONG.buffer);

const putLowerHexInt = (out: TextScratch, n: number): void => putHexLong(out, n, 0, false);

function putLowerHexLong(out: TextScratch, n: bigint): void {
  LONG[0] = n;
  putHexLong(out, HALVES[0]!, HALVES[1]!, false);
}

/** A double with so many decimals, half up as it is written; by its text where that is not certain. */
function fractionPutter(digits: number, groups: boolean, float: boolean, whole: Put): Put {
  return (out, x: number) => {
    const n = roundedShown(x < 0 ? -x : x, digits, false, float);
    if (n !== n || (n === 0 && x !== 0)) whole(out, x as never);
    else if (groups) putGroupedFraction(out, x < 0, n, digits);
    else putFixed(out, x < 0, n, digits);
  };
}

type PutText = (out: TextScratch, bytes: Uint8Array, start: number, end: number) => void;

/** A function that appends a text, of which the bytes are known, as `%s` shows it. */
export function textSpecifierPutter({ flags, width, precision }: Specifier): PutText {
  const size = Number(width || '0');
  const pad = flags.includes('-') ? padAtRight : padAtLeft;
  const most = precision === undefined ? Infinity : Number(precision);
  return (out, bytes, start, end) => {
    const from = out.at;
    if (most === Infinity && isValidUtf8(bytes, start, end)) out.putBytes(bytes, start, end);
    else out.putText(decodeText(bytes, start, end).slice(0, most));
    if (size > 0) pad(out, from, size);
  };
}

const SPACE = 32;
const ZERO = 48;
const MINUS = 45;

/** How many characters of Java are missing to a width: a character beyond the basic plane is two. */
function missing({ arena, at }: TextArena, from: number, size: number): number {
  if (at - from >= 3 * size) return 0;
  let left = size;
  for (let i = from; i < at; i++) {
    const byte = arena[i]!;
    if ((byte & 0xc0) !== 0x80) left -= byte >= 0xf0 ? 2 : 1;
  }
  return left > 0 ? left : 0;
}

function padAtRight(out: TextArena, from: number, size: number): void {
  const more = missing(out, from, size);
  out.reserve(more);
  out.arena.fill(SPACE, out.at, out.at + more);
  out.at += more;
}

const padAtLeft = (out: TextArena, from: number, size: number): void =>
  insert(out, from, missing(out, from, size), SPACE);

/** Zeros stand behind the sign. */
const padWithZeros = (out: TextArena, from: number, size: number): void =>
  insert(out, out.arena[from] === MINUS ? from + 1 : from, missing(out, from, size), ZERO);

function insert(out: TextArena, at: number, count: number, byte: number): void {
  if (count === 0) return;
  out.reserve(count);
  const { arena } = out;
  for (let i = out.at - 1; i >= at; i--) arena[i + count] = arena[i]!;
  for (let i = at; i < at + count; i++) arena[i] = byte;
  out.at += count;
}
