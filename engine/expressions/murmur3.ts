import type { DataType } from '../types/data-type.ts';

/** Spark's `hash`: Murmur3 of 32 bits over scalars. */

const mixK = (k: number): number => Math.imul(rotate(Math.imul(k, 0xcc9e2d51), 15), 0x1b873593);
const mixH = (h: number, k: number): number => (Math.imul(rotate(h ^ k, 13), 5) + 0xe6546b64) | 0;
const rotate = (n: number, bits: number): number => (n << bits) | (n >>> (32 - bits));

function finish(h: number, length: number): number {
  let x = h ^ length;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return x ^ (x >>> 16);
}

export const hashInt = (n: number, seed: number): number => finish(mixH(seed, mixK(n)), 4);

export function hashLong(n: bigint, seed: number): number {
  const low = Number(BigInt.asIntN(32, n));
  const high = Number(BigInt.asIntN(32, n >> 32n));
  return finish(mixH(mixH(seed, mixK(low)), mixK(high)), 8);
}

export function hashBytes32(bytes: Uint8Array, seed: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const aligned = bytes.length - (bytes.length % 4);
  let h = seed;
  for (let i = 0; i < aligned; i += 4) h = mixH(h, mixK(view.getInt32(i, true)));
  for (let i = aligned; i < bytes.length; i++) h = mixH(h, mixK(view.getInt8(i)));
  return finish(h, bytes.length);
}

export interface HashAlgorithm<S> {
  int(n: number, seed: S): S;
  long(n: bigint, seed: S): S;
  bytes(bytes: Uint8Array, seed: S): S;
}

export const MURMUR3: HashAlgorithm<number> = { int: hashInt, long: hashLong, bytes: hashBytes32 };

const utf8 = new TextEncoder();
const view = new DataView(new ArrayBuffer(8));

function floatBits(x: number): number {
  view.setFloat32(0, x === 0 ? 0 : x);
  return view.getInt32(0);
}

function doubleBits(x: number): bigint {
  view.setFloat64(0, x === 0 ? 0 : x);
  return view.getBigInt64(0);
}

/** The bytes of an integer in two's complement, the highest first, as few as possible. */
export function integerBytes(n: bigint): Uint8Array {
  let length = 1;
  while (BigInt.asIntN(length * 8, n) !== n) length++;
  const hex = BigInt.asUintN(length * 8, n)
    .toString(16)
    .padStart(length * 2, '0');
  return new Uint8Array(Buffer.from(hex, 'hex'));
}

/** A function that mixes a scalar of a type into a hash; null leaves it as it is. */
export function hasher<S>(type: DataType, by: HashAlgorithm<S>): (value: unknown, seed: S) => S {
  const present = hashPresent(type, by) as (value: unknown, seed: S) => S;
  return (value, seed) => (value === null || value === undefined ? seed : present(value, seed));
}

function hashPresent<S>(type: DataType, by: HashAlgorithm<S>): (value: never, seed: S) => S {
  switch (type.kind) {
    case 'void':
      return (_, seed) => seed;
    case 'boolean':
      return (value: boolean, seed) => by.int(value ? 1 : 0, seed);
    case 'byte':
    case 'short':
    case 'integer':
    case 'date':
    case 'year_month_interval':
      return (value: number, seed) => by.int(value, seed);
    case 'long':
    case 'timestamp':
    case 'timestamp_ntz':
    case 'time':
    case 'day_time_interval':
      return (value: bigint, seed) => by.long(value, seed);
    case 'float':
      return (value: number, seed) => by.int(floatBits(value), seed);
    case 'double':
      return (value: number, seed) => by.long(doubleBits(value), seed);
    case 'decimal':
      return type.precision <= 18
        ? (value: bigint, seed) => by.long(value, seed)
        : (value: bigint, seed) => by.bytes(integerBytes(value), seed);
    case 'string':
    case 'variant':
      return (value: string, seed) => by.bytes(utf8.encode(value), seed);
    case 'binary':
      return (value: Uint8Array, seed) => by.bytes(value, seed);
    case 'calendar_interval':
      return (value: { months: number; days: number; micros: bigint }, seed) =>
        by.int(value.months, by.int(value.days, by.long(value.micros, seed)));
    case 'array': {
      const element = hasher(type.element, by);
      return (value: unknown[], seed) => value.reduce<S>((h, item) => element(item, h), seed);
    }
    case 'map': {
      const key = hasher(type.key, by);
      const item = hasher(type.value, by);
      return (value: [unknown, unknown][], seed) => value.reduce<S>((h, [k, v]) => item(v, key(k, h)), seed);
    }
    case 'struct': {
      const fields = type.fields.map((f) => hasher(f.type, by));
      return (value: unknown[], seed) => fields.reduce<S>((h, field, i) => field(value[i], h), seed);
    }
  }
}
