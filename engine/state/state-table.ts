import {
  bytesPerRow,
  growStateColumn,
  newStateColumn,
  setStateScalar,
  stateScalar,
  type StateColumn,
  type StateField,
} from './state-column.ts';
import type { Scalar } from '../columnar/vector.ts';

const FIRST_CAPACITY = 64;

/**
 * Rows by key, held in columns. Rows lie densely in [0, count); `slots` finds them by hash with open addressing at a
 * load of at most one quarter. Generated code probes and updates the arrays in place, so everything it needs is public.
 */
export class StateTable {
  readonly keyFields: readonly StateField[];
  readonly valueFields: readonly StateField[];
  readonly keys: StateColumn[];
  readonly values: StateColumn[];
  count = 0;
  capacity = FIRST_CAPACITY;
  /** Row + 1 of each slot, 0 when free. */
  slots = new Int32Array(FIRST_CAPACITY * 4);
  mask = FIRST_CAPACITY * 4 - 1;
  hashes = new Int32Array(FIRST_CAPACITY);
  /** The epoch in which a row was last changed, and the rows changed in the running epoch. */
  stamps = new Int32Array(FIRST_CAPACITY);
  dirty = new Int32Array(FIRST_CAPACITY);
  dirtyCount = 0;
  epoch = 1;

  constructor(keyFields: readonly StateField[], valueFields: readonly StateField[]) {
    this.keyFields = keyFields;
    this.valueFields = valueFields;
    this.keys = keyFields.map((f) => newStateColumn(f, 'key', FIRST_CAPACITY));
    this.values = valueFields.map((f) => newStateColumn(f, 'value', FIRST_CAPACITY));
  }

  /** Makes room for so many more rows. */
  reserve(more: number): void {
    if (this.count + more <= this.capacity) return;
    let capacity = this.capacity;
    while (capacity < this.count + more) capacity *= 2;
    this.capacity = capacity;
    for (const column of this.keys) growStateColumn(column, capacity);
    for (const column of this.values) growStateColumn(column, capacity);
    this.hashes = widened(this.hashes, capacity);
    this.stamps = widened(this.stamps, capacity);
    this.dirty = widened(this.dirty, capacity);
    this.rebuildSlots();
  }

  private rebuildSlots(): void {
    const size = this.capacity * 4;
    const slots = new Int32Array(size);
    const mask = size - 1;
    for (let row = 0; row < this.count; row++) {
      let place = this.hashes[row]! & mask;
      while (slots[place] !== 0) place = (place + 1) & mask;
      slots[place] = row + 1;
    }
    this.slots = slots;
    this.mask = mask;
  }

  /** The row of a key given as scalars (ids for `id` columns), or -1. */
  find(key: readonly Scalar[]): number {
    const hash = hashKey(key);
    let place = hash & this.mask;
    for (let slot = this.slots[place]!; slot !== 0; slot = this.slots[place]!) {
      if (this.hashes[slot - 1] === hash && this.hasKey(slot - 1, key)) return slot - 1;
      place = (place + 1) & this.mask;
    }
    return -1;
  }

  private hasKey(row: number, key: readonly Scalar[]): boolean {
    for (let k = 0; k < key.length; k++) {
      const held = stateScalar(this.keys[k]!, row);
      if (held !== key[k] && !(held !== held && key[k] !== key[k])) return false;
    }
    return true;
  }

  /** The row of a key, made if it is new. The row counts as changed. */
  upsert(key: readonly Scalar[]): number {
    let row = this.find(key);
    if (row < 0) {
      this.reserve(1);
      row = this.count++;
      const hash = hashKey(key);
      this.hashes[row] = hash;
      let place = hash & this.mask;
      while (this.slots[place] !== 0) place = (place + 1) & this.mask;
      this.slots[place] = row + 1;
      for (let k = 0; k < key.length; k++) setStateScalar(this.keys[k]!, row, key[k]);
    }
    this.touch(row);
    return row;
  }

  touch(row: number): void {
    if (this.stamps[row] === this.epoch) return;
    this.stamps[row] = this.epoch;
    this.dirty[this.dirtyCount++] = row;
  }

  /** Forgets which rows were changed: a new batch begins. */
  beginEpoch(): void {
    this.epoch++;
    this.dirtyCount = 0;
  }

  /**
   * Removes the rows that are not kept; the others move together.
   *
   * @param keep one byte a row, 1 = stays
   */
  retain(keep: Uint8Array): void {
    const moved = new Int32Array(this.count).fill(-1);
    let next = 0;
    for (let row = 0; row < this.count; row++) {
      if (keep[row] !== 1) continue;
      moved[row] = next;
      if (next !== row) this.move(row, next);
      next++;
    }
    this.count = next;
    let changed = 0;
    for (let i = 0; i < this.dirtyCount; i++) {
      const row = moved[this.dirty[i]!]!;
      if (row >= 0) this.dirty[changed++] = row;
    }
    this.dirtyCount = changed;
    for (const column of this.values) if (Array.isArray(column.data)) column.data.length = next;
    this.rebuildSlots();
  }

  private move(from: number, to: number): void {
    this.hashes[to] = this.hashes[from]!;
    this.stamps[to] = this.stamps[from]!;
    for (const column of [...this.keys, ...this.values]) {
      (column.data as unknown[])[to] = column.data[from];
      if (column.valid !== null) column.valid[to] = column.valid[from]!;
    }
  }

  /** Gives every id its new number after the interner was compacted. */
  renameIds(renamed: Int32Array): void {
    for (const column of this.keys) {
      if (column.layout !== 'id') continue;
      const ids = column.data as Int32Array;
      for (let row = 0; row < this.count; row++) if (ids[row]! >= 0) ids[row] = renamed[ids[row]!]!;
    }
    for (let row = 0; row < this.count; row++) this.hashes[row] = hashKey(this.keyOf(row));
    this.rebuildSlots();
  }

  /** Marks the ids in use, one byte an id. */
  markIds(live: Uint8Array): void {
    for (const column of this.keys) {
      if (column.layout !== 'id') continue;
      const ids = column.data as Int32Array;
      for (let row = 0; row < this.count; row++) if (ids[row]! >= 0) live[ids[row]!] = 1;
    }
  }

  keyOf(row: number): Scalar[] {
    return this.keys.map((column) => stateScalar(column, row));
  }

  valuesOf(row: number): Scalar[] {
    return this.values.map((column) => stateScalar(column, row));
  }

  /** Bytes held, estimated for columns of objects. */
  get bytes(): number {
    const row = [...this.keys, ...this.values].reduce((sum, column) => sum + bytesPerRow(column), 12);
    return row * this.capacity + this.slots.byteLength;
  }
}

const floatBits = new Float64Array(1);
const floatHalves = new Int32Array(floatBits.buffer);

/** The hash of a key; generated code computes the same one column by column with `hashText`. */
export function hashKey(key: readonly Scalar[]): number {
  let hash = 17;
  for (const part of key) {
    let bits = 0;
    if (typeof part === 'number') {
      if (Number.isInteger(part) && Math.abs(part) <= 0x7fffffff) bits = part | 0;
      else {
        floatBits[0] = part;
        bits = floatHalves[0]! ^ floatHalves[1]!;
      }
    } else if (typeof part === 'bigint')
      bits = Number(BigInt.asIntN(32, part)) ^ Number(BigInt.asIntN(32, part >> 32n));
    else bits = -7;
    hash = mix(hash, bits);
  }
  return hash;
}

/** One step of the hash. */
export function mix(hash: number, bits: number): number {
  const h = Math.imul(hash ^ bits, 0x9e3779b1 | 0);
  return h ^ (h >>> 15);
}

/** The same hash of a double: whole numbers hash as integers do. */
export function doubleBits(value: number): number {
  if (Number.isInteger(value) && Math.abs(value) <= 0x7fffffff) return value | 0;
  floatBits[0] = value;
  return floatHalves[0]! ^ floatHalves[1]!;
}

/** The same hash of a 64-bit value. */
export function longBits(value: bigint): number {
  return Number(BigInt.asIntN(32, value)) ^ Number(BigInt.asIntN(32, value >> 32n));
}

function widened(array: Int32Array<ArrayBuffer>, capacity: number): Int32Array<ArrayBuffer> {
  const wider = new Int32Array(capacity);
  wider.set(array);
  return wider;
}
