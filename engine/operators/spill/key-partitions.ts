import { hashBytes } from '../../columnar/interner.ts';
import { isTextVector, scalarAt, type Vector } from '../../columnar/vector.ts';
import { HALVES, NAN_BITS, NULL_BITS } from '../../state/key-hash.ts';
import type { DataType } from '../../types/data-type.ts';
import { MULTIPLIER } from '../../types/hash-multiplier.ts';
import { keyText } from '../key-columns.ts';

/** What is too much is cut into so many partitions, and what of them is too much once more. */
export const PARTITIONS = 16;
const BITS = 4;
/** How often that can be done before the hash has no bits left. */
export const DEEPEST = 8;

/** A column of keys. */
export interface KeyVector {
  readonly vector: Vector;
  readonly type: DataType;
}

/** Sorts rows into partitions by their keys: equal keys fall to the same one, whatever their nullability. */
export class KeyPartitions {
  private readonly hashes: Int32Array<ArrayBuffer>;

  /** @param of rows to be found together with others must have the same number here */
  constructor(keys: readonly KeyVector[], length: number, of = 0) {
    this.hashes = new Int32Array(length).fill(of);
    for (const { vector, type } of keys) mixIn(this.hashes, vector, type, null);
  }

  /** A number by row, the same for equal keys. */
  get numbers(): Int32Array<ArrayBuffer> {
    return this.hashes.map(finished);
  }

  /**
   * The rows of each partition, in their order.
   *
   * @param level how often partitions were cut before
   */
  rows(level: number): Int32Array[] {
    const { hashes } = this;
    const counts = new Int32Array(PARTITIONS);
    const partitions = new Uint8Array(hashes.length);
    for (let row = 0; row < hashes.length; row++) {
      const partition = (finished(hashes[row]!) >>> (level * BITS)) & (PARTITIONS - 1);
      partitions[row] = partition;
      counts[partition]!++;
    }
    const rows = Array.from(counts, (count) => new Int32Array(count));
    counts.fill(0);
    for (let row = 0; row < partitions.length; row++) {
      const partition = partitions[row]!;
      rows[partition]![counts[partition]!++] = row;
    }
    return rows;
  }
}

function mix(hash: number, bits: number): number {
  const mixed = Math.imul(hash ^ bits, MULTIPLIER);
  return mixed ^ (mixed >>> 15);
}

/** Every bit of the result depends on all of the hash: MurmurHash3's last step. */
function finished(hash: number): number {
  let h = hash ^ (hash >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** @param there rows whose struct is there, null for all */
function mixIn(hashes: Int32Array, vector: Vector, type: DataType, there: Uint8Array | null): void {
  const { valid } = vector;
  const isThere = (row: number): boolean =>
    (there === null || there[row] === 1) && (valid === null || valid[row] === 1);
  if (vector.layout === 'struct' && type.kind === 'struct') {
    const own = Uint8Array.from(hashes, (_, row) => (isThere(row) ? 1 : 0));
    vector.children.forEach((child, k) => mixIn(hashes, child, type.fields[k]!.type, own));
    return;
  }
  const bits = bitsOf(vector, type);
  for (let row = 0; row < hashes.length; row++) hashes[row] = mix(hashes[row]!, isThere(row) ? bits(row) : NULL_BITS);
}

function bitsOf(vector: Vector, type: DataType): (row: number) => number {
  if (isTextVector(vector)) {
    const { data, texts } = vector;
    const { arena, starts, ends } = texts;
    return (row) => hashBytes(arena, starts[data[row]!]!, ends[data[row]!]!);
  }
  switch (vector.layout) {
    case 'bool':
    case 'i32':
      return (row) => vector.data[row]!;
    case 'i64': {
      const halves = new Int32Array(vector.data.buffer, vector.data.byteOffset, vector.data.length * 2);
      return (row) => halves[2 * row]! ^ halves[2 * row + 1]!;
    }
    case 'i128': {
      const { words } = vector.data;
      return (row) => words[4 * row]! ^ words[4 * row + 1]! ^ words[4 * row + 2]! ^ words[4 * row + 3]!;
    }
    case 'f32':
    case 'f64':
      return (row) => doubleBits(vector.data[row]!);
    default:
      return (row) => textBits(keyText(scalarAt(vector, row), type));
  }
}

function doubleBits(value: number): number {
  if (value !== value) return NAN_BITS;
  HALVES.double[0] = value + 0;
  return HALVES.doubleHalves[0]! ^ HALVES.doubleHalves[1]!;
}

function textBits(text: string): number {
  let hash = 0;
  for (let i = 0; i < text.length; i++) hash = mix(hash, text.charCodeAt(i));
  return hash;
}
