import type { ScalarHash } from './scalar-hash.ts';

const mixK = (k: number): number => Math.imul(rotate(Math.imul(k, 0xcc9e2d51), 15), 0x1b873593);
const mixH = (h: number, k: number): number => (Math.imul(rotate(h ^ k, 13), 5) + 0xe6546b64) | 0;
const rotate = (n: number, bits: number): number => (n << bits) | (n >>> (32 - bits));

function finish(h: number, length: number): number {
  let x = h ^ length;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return x ^ (x >>> 16);
}

/** The hash of a range of bytes; Spark mixes each byte of the tail as if it were a word. */
export function hashRange(source: Uint8Array, start: number, end: number, seed: number): number {
  const aligned = end - ((end - start) & 3);
  let h = seed;
  let i = start;
  for (; i < aligned; i += 4) {
    h = mixH(h, mixK(source[i]! | (source[i + 1]! << 8) | (source[i + 2]! << 16) | (source[i + 3]! << 24)));
  }
  for (; i < end; i++) h = mixH(h, mixK((source[i]! << 24) >> 24));
  return finish(h, end - start);
}

/** Spark's `hash`: Murmur3 of 32 bits over scalars. */
export class Murmur3 implements ScalarHash<number> {
  private h = 42;

  begin(): void {
    this.h = 42;
  }

  int(n: number): void {
    this.h = finish(mixH(this.h, mixK(n)), 4);
  }

  long(low: number, high: number): void {
    this.h = finish(mixH(mixH(this.h, mixK(low)), mixK(high)), 8);
  }

  bytes(source: Uint8Array, start: number, end: number): void {
    this.h = hashRange(source, start, end, this.h);
  }

  result(): number {
    return this.h;
  }
}
