import type { DataType } from '../../types/data-type.ts';
import type { Words } from '../../types/int128.ts';
import { integerReader, type ReadInteger } from '../scalars/read-integer.ts';
import type { TextOptions } from '../text-options.ts';

/** Where an integer of the current record lies, and what reads it there from its bytes; false where it takes care to read. */
export class IntegerRoom {
  readonly words: Words;
  /** The same memory: an integer of 64 bits is the first. */
  readonly long = new BigInt64Array(2);
  readonly read: ReadInteger;

  constructor(type: DataType, options: TextOptions, timeZone: string) {
    this.words = new Int32Array(this.long.buffer);
    this.read = reader(type, options, timeZone) ?? (() => false);
  }
}

/** Times of a pattern are read with care. */
function reader(type: DataType, options: TextOptions, timeZone: string): ReadInteger | undefined {
  const careful =
    type.kind === 'timestamp'
      ? options.get('timestampFormat') !== undefined || !options.flag('enableDateTimeParsingFallback', true)
      : type.kind === 'timestamp_ntz' && options.get('timestampNTZFormat') !== undefined;
  return careful ? undefined : integerReader(type, options.get('timeZone') ?? timeZone);
}
