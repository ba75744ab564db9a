import type { DataType } from '../types/data-type.ts';
import { copy, type Words } from '../types/int128.ts';

/** A hash in the making: values are mixed in one after the other, the state stays inside. */
export interface ScalarHash<S = unknown> {
  /** Starts with Spark's seed, 42. */
  begin(): void;
  int(n: number): void;
  /** A 64-bit integer as its halves. */
  long(low: number, high: number): void;
  bytes(source: Uint8Array, start: number, end: number): void;
  result(): S;
}

const utf8 = new TextEncoder();
const DOUBLE = new Float64Array(1);
const FLOAT = new Float32Array(1);
const LONG = new BigInt64Array(DOUBLE.buffer);
const HALVES = new Int32Array(DOUBLE.buffer);
const FLOAT_BITS = new Int32Array(FLOAT.buffer);

function mixBigint(hash: ScalarHash, n: bigint): void {
  LONG[0] = n;
  hash.long(HALVES[0]!, HALVES[1]!);
}

/** Negative zero counts as zero, and every NaN as one. */
function mixDouble(hash: ScalarHash, x: number): void {
  if (x !== x) {
    hash.long(0, 0x7ff80000);
    return;
  }
  DOUBLE[0] = x === 0 ? 0 : x;
  hash.long(HALVES[0]!, HALVES[1]!);
}

function mixFloat(hash: ScalarHash, x: number): void {
  FLOAT[0] = x === 0 ? 0 : x;
  hash.int(x !== x ? 0x7fc00000 : FLOAT_BITS[0]!);
}

/** An integer of 128 bits, its lowest word first. */
const WIDE = new Int32Array(4);
const WIDE_BYTES = new Uint8Array(WIDE.buffer);
const INTEGER = new Uint8Array(16);

/** Mixes an integer given as words. */
export function mixWords(hash: ScalarHash, words: Words, at: number): void {
  copy(WIDE, 0, words, at);
  mixWide(hash);
}

/** Mixes the bytes of an integer in two's complement, the highest first, as few as possible. */
function mixWide(hash: ScalarHash): void {
  const sign = (WIDE_BYTES[15]! << 24) >> 31;
  let length = 16;
  // A byte goes when the one below it says the same of the sign.
  while (length > 1 && WIDE_BYTES[length - 1] === (sign & 255) && (WIDE_BYTES[length - 2]! << 24) >> 31 === sign)
    length--;
  for (let i = 0; i < length; i++) INTEGER[i] = WIDE_BYTES[length - 1 - i]!;
  hash.bytes(INTEGER, 0, length);
}

const mixAll = (hash: ScalarHash, bytes: Uint8Array): void => hash.bytes(bytes, 0, bytes.length);

/** A function that mixes a value that is neither words nor bytes and has no parts; it is not null. */
export function mixPresent(type: DataType): (hash: ScalarHash, value: never) => void {
  switch (type.kind) {
    case 'void':
      return () => {};
    case 'boolean':
      return (hash, value: boolean) => hash.int(value ? 1 : 0);
    case 'byte':
    case 'short':
    case 'integer':
    case 'date':
    case 'year_month_interval':
      return (hash, value: number) => hash.int(value);
    case 'float':
      return mixFloat;
    case 'double':
      return mixDouble;
    case 'variant':
      return (hash, value: string) => mixAll(hash, utf8.encode(value));
    case 'calendar_interval':
      return (hash, value: { months: number; days: number; micros: bigint }) => {
        mixBigint(hash, value.micros);
        hash.int(value.days);
        hash.int(value.months);
      };
    default:
      throw new Error(`${type.kind} is mixed from its words, bytes or parts`);
  }
}
