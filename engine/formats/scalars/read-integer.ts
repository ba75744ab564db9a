import { SAFE } from '../../types/exact-long.ts';
import type { DataType } from '../../types/data-type.ts';
import { setWhole, type Words } from '../../types/int128.ts';
import { timeZone } from '../../types/time-zone.ts';
import { readInstant, readLocal } from './read-date.ts';
import { readLong, readUnscaled, readWide } from './read-number.ts';

/**
 * Stores the words of the integer that a text stands for.
 *
 * @returns false for a text of no common shape and for what does not fit: a slower reader knows what becomes of it
 */
export type ReadInteger = (out: Words, source: Uint8Array, start: number, end: number) => boolean;

/** The reader of texts of a type that is an integer; undefined for types without a quick one. */
export function integerReader(type: DataType, zoneId: string): ReadInteger | undefined {
  switch (type.kind) {
    case 'long':
      return readLong;
    case 'decimal':
      return decimalReader(type.precision, type.scale);
    case 'timestamp': {
      const zone = timeZone(zoneId);
      return stored((source, start, end) => readInstant(source, start, end, zone));
    }
    case 'timestamp_ntz':
      return stored(readLocal);
    default:
      return undefined;
  }
}

/** A DECIMAL of which no digit has to be rounded away. */
export function decimalReader(precision: number, scale: number): ReadInteger {
  const limit = precision < 16 ? 10 ** precision : Infinity;
  return (out, source, start, end) => {
    const x = readUnscaled(source, start, end, scale);
    if (x !== x) return readWide(out, source, start, end, precision, scale);
    setWhole(out, 0, x);
    return x < limit && x > -limit;
  };
}

const stored =
  (read: (source: Uint8Array, start: number, end: number) => number): ReadInteger =>
  (out, source, start, end) => {
    const x = read(source, start, end);
    setWhole(out, 0, x);
    return x < SAFE && x > -SAFE;
  };
