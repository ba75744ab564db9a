import type { TextScratch } from '../../columnar/text-scratch.ts';
import { decodeText } from '../../columnar/texts.ts';
import { equalRanges } from '../../types/byte-ranges.ts';
import { checkTextSize } from '../result-size.ts';
import { isAscii } from './characters.ts';
import { isValidUtf8 } from './validity.ts';
import { findBytes } from './search.ts';

/** The text with each part replaced. */
export function replaceParts(
  out: TextScratch,
  bytes: Uint8Array,
  start: number,
  end: number,
  part: Uint8Array,
  partStart: number,
  partEnd: number,
  by: Uint8Array,
  byStart: number,
  byEnd: number,
): void {
  const before = out.at;
  let from = start;
  if (partStart < partEnd) {
    for (;;) {
      const at = findBytes(bytes, from, end, part, partStart, partEnd);
      if (at < 0) break;
      checkTextSize(out.at - before, 'replace');
      out.putBytes(bytes, from, at);
      out.putBytes(by, byStart, byEnd);
      from = at + (partEnd - partStart);
    }
  }
  out.putBytes(bytes, from, end);
}

/** What `translate` does with each character. */
interface Translation {
  readonly from: Uint8Array;
  readonly to: Uint8Array;
  /** For ASCII: the byte that takes its place, DROPPED for none; null where a replacement is no ASCII. */
  readonly ascii: Uint8Array | null;
  readonly characters: ReadonlyMap<string, string>;
  /** By code point: the bytes that take its place. */
  readonly points: ReadonlyMap<number, Uint8Array>;
}

const DROPPED = 255;
const utf8 = new TextEncoder();

function translation(from: Uint8Array, to: Uint8Array): Translation {
  const targets = [...decodeText(to, 0, to.length)];
  const characters = new Map<string, string>();
  [...decodeText(from, 0, from.length)].forEach((character, i) => {
    if (!characters.has(character)) characters.set(character, targets[i] ?? '');
  });
  const ascii = isAscii(to, 0, to.length) ? Uint8Array.from({ length: 128 }, (_, code) => code) : null;
  for (const [character, target] of characters) {
    if (ascii !== null && character.charCodeAt(0) < 128) {
      ascii[character.charCodeAt(0)] = target === '' ? DROPPED : target.charCodeAt(0);
    }
  }
  const points = new Map<number, Uint8Array>();
  for (const [character, target] of characters) points.set(character.codePointAt(0)!, utf8.encode(target));
  return { from, to, ascii, characters, points };
}

/** A function that replaces characters; it keeps the table of the last arguments. */
export function translator(): (
  out: TextScratch,
  bytes: Uint8Array,
  start: number,
  end: number,
  from: Uint8Array,
  fromStart: number,
  fromEnd: number,
  to: Uint8Array,
  toStart: number,
  toEnd: number,
) => void {
  let kept = translation(new Uint8Array(0), new Uint8Array(0));
  return (out, bytes, start, end, from, fromStart, fromEnd, to, toStart, toEnd) => {
    if (
      !equalRanges(kept.from, 0, kept.from.length, from, fromStart, fromEnd) ||
      !equalRanges(kept.to, 0, kept.to.length, to, toStart, toEnd)
    ) {
      kept = translation(from.slice(fromStart, fromEnd), to.slice(toStart, toEnd));
    }
    translate(out, bytes, start, end, kept);
  };
}

/** What is not replaced is copied as it stands. */
function translatePoints(
  out: TextScratch,
  bytes: Uint8Array,
  start: number,
  end: number,
  points: ReadonlyMap<number, Uint8Array>,
): void {
  let from = start;
  for (let at = start; at < end;) {
    const first = bytes[at]!;
    let point = first;
    let next = at + 1;
    if (first > 127) {
      const more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1;
      point = first & (0x3f >> more);
      for (; next <= at + more; next++) point = (point << 6) | (bytes[next]! & 0x3f);
    }
    const target = points.get(point);
    if (target !== undefined) {
      out.putBytes(bytes, from, at);
      out.putAll(target);
      from = next;
    }
    at = next;
  }
  out.putBytes(bytes, from, end);
}

function translate(
  out: TextScratch,
  bytes: Uint8Array,
  start: number,
  end: number,
  { ascii, characters, points }: Translation,
): void {
  if (ascii === null || !isAscii(bytes, start, end)) {
    if (isValidUtf8(bytes, start, end)) {
      translatePoints(out, bytes, start, end, points);
      return;
    }
    for (const c of decodeText(bytes, start, end)) out.putText(characters.get(c) ?? c);
    return;
  }
  out.reserve(end - start);
  const { arena } = out;
  let at = out.at;
  for (let i = start; i < end; i++) {
    const target = ascii[bytes[i]!]!;
    if (target !== DROPPED) arena[at++] = target;
  }
  out.at = at;
}

type Overlay = (
  out: TextScratch,
  bytes: Uint8Array,
  start: number,
  end: number,
  by: Uint8Array,
  byStart: number,
  byEnd: number,
  position: number,
  length: number,
) => void;

type Part = (out: TextScratch, bytes: Uint8Array, start: number, end: number, position: number, length: number) => void;

/** `length` characters from `position` replaced; by as many as the replacement has when `length` is negative. */
export const overlay =
  (part: Part, size: (bytes: Uint8Array, start: number, end: number) => number): Overlay =>
  (out, bytes, start, end, by, byStart, byEnd, position, length) => {
    part(out, bytes, start, end, 1, position - 1);
    out.putBytes(bytes, out.from, out.to);
    out.putBytes(by, byStart, byEnd);
    part(out, bytes, start, end, position + (length >= 0 ? length : size(by, byStart, byEnd)), REST);
    out.putBytes(bytes, out.from, out.to);
  };

const REST = 0x7fffffff;
