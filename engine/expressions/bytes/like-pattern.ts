import { equalRanges } from '../../types/byte-ranges.ts';
import { CHARACTER_BYTES } from './characters.ts';
import { endsWithBytes, findBytes, startsWithBytes } from './search.ts';

/** Whether a text matches a pattern of LIKE. */
export type LikeTest = (bytes: Uint8Array, start: number, end: number) => boolean;

/** A pattern's parts: a byte, or one of these. */
export const ANY_CHARACTER = 256;
export const ANY_TEXT = 257;

/** The test for a pattern; patterns of a text and `%` at its ends, the common ones, only compare or search bytes. */
export function likeTest(parts: readonly number[]): LikeTest {
  const open = parts[0] === ANY_TEXT;
  const openEnd = parts.length > 0 && parts.at(-1) === ANY_TEXT;
  const inner = parts.slice(open ? 1 : 0, openEnd && parts.length > 1 ? -1 : undefined);
  if (inner.some((part) => part > 255)) {
    const between = inner.indexOf(ANY_TEXT);
    const plain = inner.filter((part) => part > 255).length === 1 && between > 0 && !open && !openEnd;
    return plain ? withinTest(inner.slice(0, between), inner.slice(between + 1)) : generalTest(Int32Array.from(parts));
  }
  const text = Uint8Array.from(inner);
  const size = text.length;
  if (open && openEnd) return (b, s, e) => findBytes(b, s, e, text, 0, size) >= 0;
  if (open) return (b, s, e) => endsWithBytes(b, s, e, text, 0, size);
  if (openEnd) return (b, s, e) => startsWithBytes(b, s, e, text, 0, size);
  return (b, s, e) => equalRanges(b, s, e, text, 0, size);
}

/** `head%tail`. */
function withinTest(head: readonly number[], tail: readonly number[]): LikeTest {
  const [first, last] = [Uint8Array.from(head), Uint8Array.from(tail)];
  const least = first.length + last.length;
  return (b, s, e) =>
    e - s >= least && startsWithBytes(b, s, e, first, 0, first.length) && endsWithBytes(b, s, e, last, 0, last.length);
}

/** Any pattern: after a `%` the rest is tried at each character, and only the last `%` is ever gone back to. */
function generalTest(parts: Int32Array): LikeTest {
  const count = parts.length;
  return (bytes, start, end) => {
    let [at, part] = [start, 0];
    let [backAt, backPart] = [start, -1];
    while (at < end) {
      const wanted = part < count ? parts[part]! : -1;
      if (wanted === bytes[at]) {
        at++;
        part++;
      } else if (wanted === ANY_CHARACTER) {
        at = afterCharacter(bytes, at, end);
        part++;
      } else {
        if (wanted === ANY_TEXT) {
          backAt = at;
          backPart = ++part;
          if (part === count) return true;
        } else {
          if (backPart < 0) return false;
          backAt = afterCharacter(bytes, backAt, end);
          part = backPart;
        }
        const next = parts[part]!;
        if (next < 256) while (backAt < end && bytes[backAt] !== next) backAt++;
        at = backAt;
      }
    }
    while (part < count && parts[part] === ANY_TEXT) part++;
    return part === count;
  };
}

/** The end of a character; what is cut short is one by itself, as when such bytes are decoded. */
function afterCharacter(bytes: Uint8Array, at: number, end: number): number {
  const most = Math.min(end, at + CHARACTER_BYTES[bytes[at]!]!);
  let next = at + 1;
  while (next < most && (bytes[next]! & 0xc0) === 0x80) next++;
  return next;
}
