import { afterMark, LONGEST_TEXT, longLine } from '../text-lines.ts';
import { jsonLineText } from './json-encoding.ts';

/** Where a line of a JSON file ends: at a line feed, or at a carriage return by itself. */
export function endOfLine(bytes: Uint8Array, at: number): number {
  const feed = bytes.indexOf(10, at);
  const end = feed < 0 ? bytes.length : feed;
  const back = bytes.subarray(at, end).indexOf(13);
  return back < 0 || back === end - at - 1 ? end : at + back;
}

/** Where the lines begin that are too long; only a large file has any. */
export function longLines(bytes: Uint8Array, longest: number): number[] {
  const starts: number[] = [];
  if (bytes.length <= longest) return starts;
  for (let at = afterMark(bytes), end = at; at < bytes.length; at = end + 1) {
    end = endOfLine(bytes, at);
    if (end - at > longest) starts.push(at);
  }
  return starts;
}

/** A line's text; null when no text can be so long. */
export function jsonLine(bytes: Uint8Array, start: number, end: number, longest: number = LONGEST_TEXT): string | null {
  if (end - start > longest) return null;
  return jsonLineText(bytes, start, bytes[end - 1] === 13 ? end - 1 : end);
}

/** What is shown of a line that is malformed: its bytes as UTF-8, as Spark shows it. */
export function shownLine(bytes: Uint8Array, start: number, end: number, longest: number = LONGEST_TEXT): string {
  if (end - start > longest) return longLine(bytes, start, end).start;
  return utf8.decode(bytes.subarray(start, bytes[end - 1] === 13 ? end - 1 : end));
}

const utf8 = new TextDecoder();
