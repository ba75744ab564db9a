import { decodeText } from '../../columnar/texts.ts';
import { readDate } from '../../formats/scalars/read-date.ts';
import { readFraction, readWhole } from '../../formats/scalars/read-number.ts';
import type { DataType } from '../../types/data-type.ts';
import type { Convert } from './convert.ts';

type Read = (source: Uint8Array, start: number, end: number) => unknown;

const LIMITS: Readonly<Record<string, number>> = { byte: 2 ** 7, short: 2 ** 15, integer: 2 ** 31 };

/** The cast of a text, to a type that is no integer of 64 bits, read from its bytes: common shapes at once, all others by the rule for texts. */
export function textReader(to: DataType, convert: Convert): Read | undefined {
  const other: Read = (source, start, end) => (convert as (text: string) => unknown)(decodeText(source, start, end));
  const plain =
    (read: (source: Uint8Array, start: number, end: number) => number): Read =>
    (source, start, end) => {
      const x = read(source, start, end);
      return x === x ? x : other(source, start, end);
    };
  switch (to.kind) {
    case 'byte':
    case 'short':
    case 'integer': {
      const limit = LIMITS[to.kind]!;
      return (source, start, end) => {
        const x = readWhole(source, start, end);
        return x >= -limit && x < limit ? x : other(source, start, end);
      };
    }
    case 'double':
      return plain(readFraction);
    case 'float':
      return (source, start, end) => {
        const x = readFraction(source, start, end);
        return x === x ? Math.fround(x) : other(source, start, end);
      };
    case 'date':
      return plain(readDate);
    case 'boolean':
      return (source, start, end) => {
        const length = end - start;
        if (length === 4 && isWord(source, start, TRUE)) return true;
        if (length === 5 && isWord(source, start, FALSE)) return false;
        return other(source, start, end);
      };
    default:
      return undefined;
  }
}

const utf8 = new TextEncoder();
const TRUE = utf8.encode('true');
const FALSE = utf8.encode('false');

function isWord(source: Uint8Array, start: number, word: Uint8Array): boolean {
  for (let i = 0; i < word.length; i++) if (source[start + i] !== word[i]) return false;
  return true;
}
