import type { HashAlgorithm } from './murmur3.ts';

/** Spark's `xxhash64`: XXH64 over scalars, with bigints kept to 64 bits. */

const P1 = 0x9e3779b185ebca87n;
const P2 = 0xc2b2ae3d27d4eb4fn;
const P3 = 0x165667b19e3779f9n;
const P4 = 0x85ebca77c2b2ae63n;
const P5 = 0x27d4eb2f165667c5n;

const u64 = (n: bigint): bigint => BigInt.asUintN(64, n);
const rotate = (n: bigint, bits: bigint): bigint => u64((n << bits) | (n >> (64n - bits)));

function finish(hash: bigint): bigint {
  let h = hash;
  h = u64((h ^ (h >> 33n)) * P2);
  h = u64((h ^ (h >> 29n)) * P3);
  return BigInt.asIntN(64, h ^ (h >> 32n));
}

const lane = (h: bigint, k: bigint): bigint => u64(rotate(h ^ u64(rotate(u64(k * P2), 31n) * P1), 27n) * P1 + P4);

function xxInt(n: number, seed: bigint): bigint {
  const h = u64(u64(seed) + P5 + 4n) ^ u64(BigInt(n >>> 0) * P1);
  return finish(u64(rotate(h, 23n) * P2 + P3));
}

const xxLong = (n: bigint, seed: bigint): bigint => finish(lane(u64(u64(seed) + P5 + 8n), u64(n)));

function xxBytes(bytes: Uint8Array, seed: bigint): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = bytes.length;
  const start = u64(seed);
  let at = 0;
  let h: bigint;
  if (length >= 32) {
    let v = [u64(start + P1 + P2), u64(start + P2), start, u64(start - P1)];
    for (; at <= length - 32; at += 32) {
      v = v.map((x, i) => u64(rotate(u64(x + view.getBigUint64(at + 8 * i, true) * P2), 31n) * P1));
    }
    h = u64(rotate(v[0]!, 1n) + rotate(v[1]!, 7n) + rotate(v[2]!, 12n) + rotate(v[3]!, 18n));
    for (const x of v) h = u64((h ^ u64(rotate(u64(x * P2), 31n) * P1)) * P1 + P4);
  } else h = u64(start + P5);
  h = u64(h + BigInt(length));
  for (; at <= length - 8; at += 8) h = lane(h, view.getBigUint64(at, true));
  if (at <= length - 4) {
    h = u64(rotate(h ^ u64(BigInt(view.getUint32(at, true)) * P1), 23n) * P2 + P3);
    at += 4;
  }
  for (; at < length; at++) h = u64(rotate(h ^ u64(BigInt(bytes[at]!) * P5), 11n) * P1);
  return finish(h);
}

export const XXHASH64: HashAlgorithm<bigint> = { int: xxInt, long: xxLong, bytes: xxBytes };
