import { DEFAULT_SYNTAX, JsonCursor, JsonSyntaxError } from './json-cursor.ts';

/** Where a field's value lies in the bytes of an object. */
export interface JsonSpan {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly kind: 'string' | 'number' | 'boolean' | 'null' | 'object' | 'array';
}

const STRICT = { ...DEFAULT_SYNTAX, singleQuotes: false, nonNumericNumbers: false };
const BACKSLASH = 92;
const utf8 = new TextDecoder();

/** The fields of the object that fills these bytes; null when it does not, or has escapes. */
export function jsonSpans(bytes: Uint8Array, start: number, end: number): JsonSpan[] | null {
  const line = bytes.subarray(start, end);
  if (line.includes(BACKSLASH)) return null;
  // One character a byte: places in the text are places in the bytes.
  const cursor = new JsonCursor(Buffer.from(line.buffer, line.byteOffset, line.length).toString('latin1'), STRICT);
  const spans: JsonSpan[] = [];
  try {
    cursor.object((name) => {
      const kind = kindOf(cursor.peek());
      const from = cursor.at;
      cursor.skip();
      const own = utf8.decode(Uint8Array.from(name, (char) => char.charCodeAt(0)));
      spans.push({ name: own, start: start + from, end: start + cursor.at, kind });
    });
    return Number.isNaN(cursor.peek()) ? spans : null;
  } catch (error) {
    if (error instanceof JsonSyntaxError) return null;
    throw error;
  }
}

function kindOf(first: number): JsonSpan['kind'] {
  switch (String.fromCharCode(first)) {
    case '"':
      return 'string';
    case '{':
      return 'object';
    case '[':
      return 'array';
    case 't':
    case 'f':
      return 'boolean';
    case 'n':
      return 'null';
    default:
      return 'number';
  }
}
