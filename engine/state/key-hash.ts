import type { Scalar } from '../columnar/vector.ts';
import { MULTIPLIER } from '../types/hash-multiplier.ts';
import { setInteger } from '../types/int128.ts';

/** Where doubles and 64-bit integers are seen as 32-bit halves, the lower first. */
const double = new Float64Array(1);
const doubleHalves = new Int32Array(double.buffer);
const long = new BigInt64Array(1);
const longHalves = new Int32Array(long.buffer);

const words = new Int32Array(4);

const SEED = 17;
export const NULL_BITS = -7;
export const NAN_BITS = 0x7ff80000;

/**
 * The hash of a flat key: it finds the place where a key may lie, never what it is. Generated code computes the same one
 * from the texts below, which run without a call.
 */
export function hashKey(key: readonly Scalar[]): number {
  let hash = SEED;
  for (const part of key) {
    hash = Math.imul(hash ^ bitsOf(part), MULTIPLIER);
    hash ^= hash >>> 15;
  }
  return hash;
}

function bitsOf(part: Scalar): number {
  if (typeof part === 'number') {
    if ((part | 0) === part) return part | 0;
    if (part !== part) return NAN_BITS;
    double[0] = part;
    return doubleHalves[0]! ^ doubleHalves[1]!;
  }
  if (typeof part !== 'bigint') return NULL_BITS;
  // The upper words of what 64 bits hold are the same and vanish.
  setInteger(words, 0, part);
  return words[0]! ^ words[1]! ^ words[2]! ^ words[3]!;
}

/** The memory in which generated code sees halves. */
export const HALVES = { double, doubleHalves, long, longHalves } as const;

/** JavaScript that begins a hash. */
export const beginHash = (hash: string): string => `let ${hash} = ${SEED};`;

/** JavaScript that puts the bits of one more part into a hash. */
export const mixHash = (hash: string, bits: string): string =>
  `${hash} = Math.imul(${hash} ^ ${bits}, ${MULTIPLIER}); ${hash} ^= ${hash} >>> 15;`;

/** The bits of a part that may be null, as JavaScript. */
export const bitsOrNull = (isNull: string, bits: string): string =>
  isNull === 'false' ? bits : `(${isNull} ? ${NULL_BITS} : ${bits})`;

/** The bits of a double under a name; `double` and `doubleHalves` are what the memory is called. */
export const doubleBitsText = (value: string, doubleName: string, halvesName: string): string =>
  `((${value} | 0) === ${value} ? ${value} : ${value} !== ${value} ? ${NAN_BITS} : (${doubleName}[0] = ${value}, ${halvesName}[0] ^ ${halvesName}[1]))`;
