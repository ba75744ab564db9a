/** Texts by characters (code points), as Spark counts them. */

const hasSurrogates = (text: string): boolean => /[\ud800-\udfff]/.test(text);

export const charCount = (text: string): number => (hasSurrogates(text) ? [...text].length : text.length);

/** Characters from `start` (0-based, may be negative) up to `end`. */
export function sliceChars(text: string, start: number, end: number): string {
  if (end <= start) return '';
  if (!hasSurrogates(text)) return text.slice(Math.max(0, start), Math.max(0, end));
  return [...text].slice(Math.max(0, start), Math.max(0, end)).join('');
}

/** SQL's `substring`: positions from 1, negative ones from the end. */
export function substringSql(text: string, position: number, length: number): string {
  const start = position > 0 ? position - 1 : position < 0 ? charCount(text) + position : 0;
  return sliceChars(text, start, start + length);
}

export function substringBytes(bytes: Uint8Array, position: number, length: number): Uint8Array {
  const start = position > 0 ? position - 1 : position < 0 ? bytes.length + position : 0;
  const end = Math.min(bytes.length, start + length);
  return end <= start ? new Uint8Array(0) : bytes.slice(Math.max(0, start), Math.max(0, end));
}

/** The position of a part (0-based, in characters), -1 when it is not there. */
export function indexOfChars(text: string, part: string, from = 0): number {
  if (!hasSurrogates(text)) return text.indexOf(part, from);
  const unit = text.indexOf(part, sliceChars(text, 0, from).length);
  return unit < 0 ? -1 : charCount(text.slice(0, unit));
}

export const utf8Length = (text: string): number => Buffer.byteLength(text, 'utf8');
