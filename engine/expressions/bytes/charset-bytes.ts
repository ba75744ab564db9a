import type { TextScratch } from '../../columnar/text-scratch.ts';
import { codeAndSize, isSurrogate, LAST_CODE } from './code-point.ts';

/**
 * Appends a text in another character set.
 *
 * @returns whether that was plain; nothing is appended where the bytes are malformed or a character has no place
 */
export type Transcode = (out: TextScratch, bytes: Uint8Array, start: number, end: number) => boolean;

/** Writes a character as UTF-8. @returns where it ends */
function putCodePoint(arena: Uint8Array, at: number, code: number): number {
  if (code < 0x80) {
    arena[at] = code;
    return at + 1;
  }
  const size = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  let rest = code;
  for (let i = at + size - 1; i > at; i--) {
    arena[i] = 0x80 | (rest & 0x3f);
    rest >>= 6;
  }
  arena[at] = ((0xf00 >> size) & 0xff) | rest;
  return at + size;
}

/** @param low where in a unit its lower byte is */
const toUtf16 =
  (low: 0 | 1, marked: boolean): Transcode =>
  (out, bytes, start, end) => {
    out.reserve(2 + 2 * (end - start));
    const { arena } = out;
    let { at } = out;
    const unit = (code: number): void => {
      arena[at + low] = code;
      arena[at + 1 - low] = code >> 8;
      at += 2;
    };
    if (marked && start < end) unit(0xfeff);
    for (let i = start; i < end;) {
      const read = codeAndSize(bytes, i, end);
      const code = read >> 3;
      i += read & 7;
      if (code < 0) return false;
      if (code < 0x10000) unit(code);
      else {
        unit(0xd7c0 + (code >> 10));
        unit(0xdc00 + (code & 0x3ff));
      }
    }
    out.at = at;
    return true;
  };

/** One byte a character, up to a last one. */
const toSingle =
  (last: number): Transcode =>
  (out, bytes, start, end) => {
    out.reserve(end - start);
    const { arena } = out;
    let { at } = out;
    for (let i = start; i < end;) {
      const read = codeAndSize(bytes, i, end);
      const code = read >> 3;
      i += read & 7;
      if (code < 0 || code > last) return false;
      arena[at++] = code;
    }
    out.at = at;
    return true;
  };

const toUtf32: Transcode = (out, bytes, start, end) => {
  out.reserve(4 * (end - start));
  const { arena } = out;
  let { at } = out;
  for (let i = start; i < end;) {
    const read = codeAndSize(bytes, i, end);
    const code = read >> 3;
    i += read & 7;
    if (code < 0) return false;
    arena[at] = 0;
    arena[at + 1] = code >> 16;
    arena[at + 2] = code >> 8;
    arena[at + 3] = code;
    at += 4;
  }
  out.at = at;
  return true;
};

const fromUtf16 =
  (low: 0 | 1): Transcode =>
  (out, bytes, start, end) => {
    if ((end - start) % 2 !== 0) return false;
    out.reserve(2 * (end - start));
    const { arena } = out;
    let { at } = out;
    for (let i = start; i < end; i += 2) {
      let code = bytes[i + low]! | (bytes[i + 1 - low]! << 8);
      if (isSurrogate(code)) {
        i += 2;
        const second = i < end ? bytes[i + low]! | (bytes[i + 1 - low]! << 8) : 0;
        if (code > 0xdbff || second < 0xdc00 || second > 0xdfff) return false;
        code = ((code - 0xd7c0) << 10) | (second & 0x3ff);
      }
      at = putCodePoint(arena, at, code);
    }
    out.at = at;
    return true;
  };

const [fromBig, fromLittle] = [fromUtf16(1), fromUtf16(0)];

/** A mark at the beginning says which byte of a unit is first; without one it is the higher. */
const fromMarked: Transcode = (out, bytes, start, end) => {
  const mark = end - start < 2 ? 0 : (bytes[start]! << 8) | bytes[start + 1]!;
  if (mark === 0xfffe) return fromLittle(out, bytes, start + 2, end);
  return fromBig(out, bytes, mark === 0xfeff ? start + 2 : start, end);
};

const fromSingle =
  (last: number): Transcode =>
  (out, bytes, start, end) => {
    out.reserve(2 * (end - start));
    const { arena } = out;
    let { at } = out;
    for (let i = start; i < end; i++) {
      const code = bytes[i]!;
      if (code > last) return false;
      at = putCodePoint(arena, at, code);
    }
    out.at = at;
    return true;
  };

const fromUtf32: Transcode = (out, bytes, start, end) => {
  if ((end - start) % 4 !== 0) return false;
  out.reserve(end - start);
  const { arena } = out;
  let { at } = out;
  for (let i = start; i < end; i += 4) {
    const code = (bytes[i]! << 24) | (bytes[i + 1]! << 16) | (bytes[i + 2]! << 8) | bytes[i + 3]!;
    if (code < 0 || code > LAST_CODE || isSurrogate(code)) return false;
    at = putCodePoint(arena, at, code);
  }
  out.at = at;
  return true;
};

/** Out of UTF-8, by Spark's names of character sets. */
export const ENCODERS: Readonly<Record<string, Transcode>> = {
  'US-ASCII': toSingle(0x7f),
  'ISO-8859-1': toSingle(0xff),
  'UTF-16BE': toUtf16(1, false),
  'UTF-16LE': toUtf16(0, false),
  'UTF-16': toUtf16(1, true),
  'UTF-32': toUtf32,
};

/** Into UTF-8. */
export const DECODERS: Readonly<Record<string, Transcode>> = {
  'US-ASCII': fromSingle(0x7f),
  'ISO-8859-1': fromSingle(0xff),
  'UTF-16BE': fromBig,
  'UTF-16LE': fromLittle,
  'UTF-16': fromMarked,
  'UTF-32': fromUtf32,
};
