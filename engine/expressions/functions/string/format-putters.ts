import type { TextArena } from '../../../columnar/text-arena.ts';
import { decodeText } from '../../../columnar/texts.ts';
import type { PutValue } from '../../../formats/field-text.ts';
import { ofScalar } from '../../../formats/scalars/of-scalar.ts';
import { putFixed, putGroupedFraction, putLong, putWhole } from '../../../formats/scalars/put-number.ts';
import { isIntegral, type DataType } from '../../../types/data-type.ts';
import type { Words } from '../../../types/int128.ts';
import { roundedShown } from '../../../types/round-double.ts';
import { isValidUtf8 } from '../../bytes/validity.ts';
import { textPutter } from '../../../formats/scalars/text-putter.ts';
import { putHexLong } from '../../encodings/hex-bytes.ts';
import { formatted, type Specifier } from './format-specifier.ts';

/** A function that appends a value, which is not null, as a specifier shows it. */
export function specifierPutter(
  spec: Specifier,
  type: DataType,
  write: (v: unknown) => string,
  zoneId: string,
): PutValue {
  const whole = ofScalar(type, (out, value) => out.putText(formatted(spec, value, type, write)));
  const { flags, width, letter } = spec;
  const plain = barePutter(spec, type, write, zoneId, whole);
  if (plain === undefined) return whole;
  const size = Number(width || '0');
  if (size === 0) return plain;
  const pad = flags.includes('-') ? padAtRight : flags.includes('0') && letter !== 's' ? padWithZeros : padAtLeft;
  const putAt = plain as (out: TextArena, value: unknown, at?: number) => void;
  return (out: TextArena, value: unknown, at?: number) => {
    const from = out.at;
    putAt(out, value, at);
    pad(out, from, size);
  };
}

/** Without its width; undefined where bytes are not written at once. */
function barePutter(
  spec: Specifier,
  type: DataType,
  write: (v: unknown) => string,
  zoneId: string,
  whole: PutValue,
): PutValue | undefined {
  const { flags, precision, letter } = spec;
  if (!/^[-0]?$/.test(letter === 'f' ? flags.replace(',', '') : flags)) return undefined;
  switch (letter) {
    case 's':
      if (precision !== undefined) return undefined;
      return textPutter(type, zoneId) ?? ofScalar(type, (out, value) => out.putText(write(value)));
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

const putLowerHexInt = (out: TextArena, n: number): void => putHexLong(out, n, 0, false);

const putLowerHexLong = (out: TextArena, words: Words, at: number): void =>
  putHexLong(out, words[at]!, words[at + 1]!, false);

/** A double with so many decimals, half up as it is written; by its text where that is not certain. */
function fractionPutter(digits: number, groups: boolean, float: boolean, whole: PutValue): PutValue {
  const byText = whole as (out: TextArena, x: number) => void;
  return (out: TextArena, x: number) => {
    const n = roundedShown(x < 0 ? -x : x, digits, false, float);
    if (n !== n || (n === 0 && x !== 0)) byText(out, x);
    else if (groups) putGroupedFraction(out, x < 0, n, digits);
    else putFixed(out, x < 0, n, digits);
  };
}

/** A function that appends a text, of which the bytes are known, as `%s` shows it. */
export function textSpecifierPutter({ flags, width, precision }: Specifier): PutValue {
  const size = Number(width || '0');
  const pad = flags.includes('-') ? padAtRight : padAtLeft;
  const most = precision === undefined ? Infinity : Number(precision);
  return (out: TextArena, bytes: Uint8Array, start: number, end: number) => {
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
