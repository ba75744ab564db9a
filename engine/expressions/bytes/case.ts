import type { TextScratch } from '../../columnar/text-scratch.ts';
import { decodeText } from '../../columnar/texts.ts';
import { CharacterMap, mapCharacters } from './character-map.ts';

/** ASCII is mapped byte by byte, other texts by JavaScript's rules of Unicode. */

const UPPER = Uint8Array.from({ length: 256 }, (_, c) => (c >= 97 && c <= 122 ? c - 32 : c));
const LOWER = Uint8Array.from({ length: 256 }, (_, c) => (c >= 65 && c <= 90 ? c + 32 : c));

/** Appends the text mapped by a table of ASCII. @returns whether it was ASCII; nothing is appended when not */
function mapAscii(out: TextScratch, bytes: Uint8Array, start: number, end: number, table: Uint8Array): boolean {
  out.reserve(end - start);
  const { arena } = out;
  const shift = out.at - start;
  let bits = 0;
  for (let i = start; i < end; i++) {
    const byte = bytes[i]!;
    bits |= byte;
    arena[shift + i] = table[byte]!;
  }
  if (bits > 127) return false;
  out.at = shift + end;
  return true;
}

export function upperCase(out: TextScratch, bytes: Uint8Array, start: number, end: number): void {
  if (mapAscii(out, bytes, start, end, UPPER) || mapCharacters(out, bytes, start, end, upper, upper)) return;
  out.putText(decodeText(bytes, start, end).toUpperCase());
}

export function lowerCase(out: TextScratch, bytes: Uint8Array, start: number, end: number): void {
  if (mapAscii(out, bytes, start, end, LOWER) || mapCharacters(out, bytes, start, end, lower, lower)) return;
  out.putText(decodeText(bytes, start, end).toLowerCase());
}

/** The first letter of each word in upper case; words lie between spaces. */
export function initialCapitals(out: TextScratch, bytes: Uint8Array, start: number, end: number): void {
  const from = out.at;
  if (!mapAscii(out, bytes, start, end, LOWER)) {
    if (!mapCharacters(out, bytes, start, end, title, lower)) out.putText(titleWords(decodeText(bytes, start, end)));
    return;
  }
  const { arena, at } = out;
  let begins = true;
  for (let i = from; i < at; i++) {
    const byte = arena[i]!;
    if (begins) arena[i] = UPPER[byte]!;
    begins = byte === SPACE;
  }
}

const SPACE = 32;

const titleWords = (text: string): string => text.split(' ').map(titleWord).join(' ');

function titleWord(word: string): string {
  if (word === '') return word;
  const first = String.fromCodePoint(word.codePointAt(0)!);
  return titleCase(first) + word.toLowerCase().slice(first.toLowerCase().length);
}

/** Letters that are two in one. */
const DIGRAPHS = ['Ǆǅǆ', 'Ǉǈǉ', 'Ǌǋǌ', 'Ǳǲǳ'];
const IOTA = 'Ι';
const SMALL_IOTA_BELOW = '\u0345';

/** The title case of a character: JavaScript has none, and it is not always the upper case (Unicode, SpecialCasing). */
function titleCase(character: string): string {
  if (character < '\u0080') return character.toUpperCase();
  const digraph = DIGRAPHS.find((forms) => forms.includes(character));
  if (digraph !== undefined) return digraph[1]!;
  // Georgian has no title case; what is a capital stays one
  if (/[\u10d0-\u10ff\p{Lu}\p{Lt}]/u.test(character)) return character;
  const upper = character.toUpperCase();
  const [first, ...rest] = upper;
  if (rest.length === 0 || character === 'ŉ') return upper;
  if (rest.at(-1) === IOTA) {
    const below = upper.slice(0, -1) + SMALL_IOTA_BELOW;
    return rest.length === 1 ? below.normalize('NFC') : below;
  }
  return first! + rest.join('').toLowerCase();
}

/** Where a small sigma stands in its word decides how it is written. */
const SIGMA = 'Σ';

const upper = new CharacterMap((character) => character.toUpperCase());
const lower = new CharacterMap((character) => (character === SIGMA ? '' : character.toLowerCase()));
const title = new CharacterMap(titleCase);
