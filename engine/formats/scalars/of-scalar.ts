import type { TextArena } from '../../columnar/text-arena.ts';
import { isInteger } from '../../columnar/vector.ts';
import type { DataType } from '../../types/data-type.ts';
import { integerAt, setInteger, type Words } from '../../types/int128.ts';
import type { PutValue } from '../field-text.ts';

/** What appends scalars as what appends values as they lie: a bigint is made of the words of an integer. */
export function ofScalar(type: DataType, put: (out: TextArena, value: never) => void): PutValue {
  if (!isInteger(type)) return put;
  const putInteger = put as (out: TextArena, value: bigint) => void;
  return (out: TextArena, words: Words, at: number) => putInteger(out, integerAt(words, at));
}

/** The other way round: for the integers that lie in a list or a struct. */
export function ofWords(type: DataType, put: PutValue): (out: TextArena, value: never) => void {
  if (!isInteger(type)) return put;
  const putWords = put as (out: TextArena, words: Words, at: number) => void;
  const words = new Int32Array(4);
  return (out, value: bigint) => {
    setInteger(words, 0, value);
    putWords(out, words, 0);
  };
}
