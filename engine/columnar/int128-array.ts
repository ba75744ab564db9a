import { integerAt, setInteger } from '../types/int128.ts';

const WORDS = 4;

/**
 * Integers of 128 bits one after the other, handled as a typed array is, but for its elements: they are read where their
 * words lie, or as bigints by a call.
 */
export class Int128Array {
  static readonly BYTES_PER_ELEMENT = 16;
  readonly BYTES_PER_ELEMENT = 16;
  /** Four to an integer, the lowest first. */
  readonly words: Int32Array;

  constructor(length: number);
  constructor(buffer: ArrayBufferLike, byteOffset: number, length: number);
  constructor(of: number | ArrayBufferLike, byteOffset = 0, length = 0) {
    this.words = typeof of === 'number' ? new Int32Array(WORDS * of) : new Int32Array(of, byteOffset, WORDS * length);
  }

  /** The same memory. */
  static over(words: Int32Array): Int128Array {
    return new Int128Array(words.buffer, words.byteOffset, words.length / WORDS);
  }

  get length(): number {
    return this.words.length / WORDS;
  }

  get buffer(): ArrayBufferLike {
    return this.words.buffer;
  }

  get byteOffset(): number {
    return this.words.byteOffset;
  }

  get byteLength(): number {
    return this.words.byteLength;
  }

  get(row: number): bigint {
    return integerAt(this.words, WORDS * row);
  }

  put(row: number, value: bigint): void {
    setInteger(this.words, WORDS * row, value);
  }

  set(values: Int128Array, at = 0): void {
    this.words.set(values.words, WORDS * at);
  }

  subarray(from: number, to: number = this.length): Int128Array {
    return Int128Array.over(this.words.subarray(WORDS * from, WORDS * to));
  }

  slice(from = 0, to: number = this.length): Int128Array {
    return Int128Array.over(this.words.slice(WORDS * from, WORDS * to));
  }
}
