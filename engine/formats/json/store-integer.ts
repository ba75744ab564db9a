import { layoutOf } from '../../columnar/vector.ts';
import type { DecimalType } from '../../types/data-type.ts';
import { copy, type Words } from '../../types/int128.ts';
import { decimalReader } from '../scalars/read-integer.ts';
import { readLong } from '../scalars/read-number.ts';

/** Stores the words of the integer that is written in `bytes[start .. end)`; false where it takes care to read. */
type StoreAt = (words: Words, at: number, bytes: Uint8Array, start: number, end: number) => boolean;

const read = new Int32Array(4);

export const storeLong: StoreAt = (words, at, bytes, start, end) => {
  if (!readLong(read, bytes, start, end)) return false;
  words[at] = read[0]!;
  words[at + 1] = read[1]!;
  return true;
};

export function storeDecimal(type: DecimalType): StoreAt {
  const readDecimal = decimalReader(type.precision, type.scale);
  const isWide = layoutOf(type) === 'i128';
  return (words, at, bytes, start, end) => {
    if (!readDecimal(read, bytes, start, end)) return false;
    if (isWide) copy(words, at, read, 0);
    else {
      words[at] = read[0]!;
      words[at + 1] = read[1]!;
    }
    return true;
  };
}
