import {
  bytesPerRow,
  growStateColumn,
  newStateColumn,
  releaseOwned,
  setStateScalar,
  stateLayout,
  stateScalar,
  type StateColumn,
  type StateField,
} from './state-column.ts';
import type { Scalar } from '../columnar/vector.ts';
import { putValue, valueAt } from '../columnar/vector-data.ts';
import { RuntimeError } from '../types/errors.ts';
import { hashKey } from './key-hash.ts';
import { NO_PLACE } from './owned-bytes.ts';

const FIRST_CAPACITY = 64;

/**
 * Rows by key, held in columns. Rows lie densely in [0, count); `slots` finds them by hash with open addressing at a
 * load of at most one half. Generated code probes and updates the arrays in place, so everything it needs is public.
 */
export class StateTable {
  readonly keyFields: readonly StateField[];
  readonly valueFields: readonly StateField[];
  readonly keys: StateColumn[];
  readonly values: StateColumn[];
  /** Whether it is known which rows a batch changed. */
  readonly tracks: boolean;
  count = 0;
  capacity = FIRST_CAPACITY;
  /** Two numbers a slot, so that a probe reads one line of the cache: row + 1 (0 when free), and the row's hash. */
  slots = new Int32Array(FIRST_CAPACITY * 4);
  /** A hash's slot begins at `(hash << 1) & mask`. */
  mask = FIRST_CAPACITY * 4 - 2;
  /** The epoch in which a row was last changed, and the rows changed in the running epoch; empty unless it `tracks`. */
  stamps: Int32Array<ArrayBuffer>;
  dirty: Int32Array<ArrayBuffer>;
  dirtyCount = 0;
  epoch = 1;

  /**
   * While the one key is a whole number and keys lie close together: row + 1 by the key's distance from `base`, 0 when
   * there is none; the first entry is for NULL. Rows are found here and not by `slots`.
   */
  dense: Int32Array | null;
  /** The key of the second entry of `dense`. */
  base = 0;

  /** @param indexed whether keys may be found by their distance, where `isIndexable` */
  constructor(keyFields: readonly StateField[], valueFields: readonly StateField[], tracks = true, indexed = false) {
    this.dense = indexed && isIndexable(keyFields) ? NO_INDEX : null;
    this.keyFields = keyFields;
    this.valueFields = valueFields;
    this.tracks = tracks;
    this.keys = keyFields.map((f) => newStateColumn(f, 'key', FIRST_CAPACITY));
    this.values = valueFields.map((f) => newStateColumn(f, 'value', FIRST_CAPACITY));
    this.stamps = new Int32Array(tracks ? FIRST_CAPACITY : 0);
    this.dirty = new Int32Array(tracks ? FIRST_CAPACITY : 0);
  }

  /** Makes room for so many more rows. */
  reserve(more: number): void {
    if (this.count + more <= this.capacity) return;
    let capacity = this.capacity;
    while (capacity < this.count + more) capacity *= 2;
    if (capacity > MOST_ROWS) throw tooManyRows(this.count + more);
    this.capacity = capacity;
    for (const column of this.keys) growStateColumn(column, capacity);
    for (const column of this.values) growStateColumn(column, capacity);
    if (this.tracks) {
      this.stamps = widened(this.stamps, capacity);
      this.dirty = widened(this.dirty, capacity);
    }
    if (this.dense === null) this.widenSlots();
  }

  /** Makes room in `dense` for a key beyond it, or gives it up; NaN stands for a key that is no 32-bit integer. */
  index(key: number): void {
    const { dense, base } = this;
    if (dense === null) return;
    const length = dense.length - 1;
    const low = length < 0 ? key : key < base ? Math.min(key, base - length) : base;
    const high = length < 0 ? key : Math.max(key, key < base ? 0 : low + 2 * length, base + length - 1);
    const wanted = high - low + 2;
    if (!(wanted <= Math.max(SMALL_INDEX, this.count * SPARSEST))) {
      this.dense = null;
      this.slots = new Int32Array(this.capacity * 4);
      this.mask = this.slots.length - 2;
      this.rebuildSlots();
      return;
    }
    const wider = new Int32Array(Math.max(FIRST_CAPACITY, wanted));
    if (length > 0) wider.set(dense.subarray(1), 1 + base - low);
    wider[0] = dense[0] ?? 0;
    this.dense = wider;
    this.base = low;
  }

  /** In the order of the old slots the new ones are written nearly in order too. */
  private widenSlots(): void {
    const old = this.slots;
    const slots = new Int32Array(this.capacity * 4);
    const mask = slots.length - 2;
    for (let i = 0; i < old.length; i += 2) {
      if (old[i] === 0) continue;
      const hash = old[i + 1]!;
      let place = (hash << 1) & mask;
      while (slots[place] !== 0) place = (place + 2) & mask;
      slots[place] = old[i]!;
      slots[place + 1] = hash;
    }
    this.slots = slots;
    this.mask = mask;
  }

  /** Finds all rows anew after they or their keys were moved. */
  private rebuildSlots(): void {
    this.slots.fill(0);
    for (let row = 0; row < this.count; row++) this.place(row, hashKey(this.keyOf(row)));
  }

  private place(row: number, hash: number): void {
    const { slots, mask } = this;
    let place = (hash << 1) & mask;
    while (slots[place] !== 0) place = (place + 2) & mask;
    slots[place] = row + 1;
    slots[place + 1] = hash;
  }

  /** The row of a key given as scalars (ids for `id` columns), or -1. */
  find(key: readonly Scalar[]): number {
    this.index(NaN);
    const hash = hashKey(key);
    const { slots, mask } = this;
    let place = (hash << 1) & mask;
    for (let slot = slots[place]!; slot !== 0; slot = slots[place]!) {
      if (slots[place + 1] === hash && this.hasKey(slot - 1, key)) return slot - 1;
      place = (place + 2) & mask;
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
      this.place(row, hashKey(key));
      for (let k = 0; k < key.length; k++) setStateScalar(this.keys[k]!, row, key[k]);
    }
    this.touch(row);
    return row;
  }

  touch(row: number): void {
    if (!this.tracks || this.stamps[row] === this.epoch) return;
    this.stamps[row] = this.epoch;
    this.dirty[this.dirtyCount++] = row;
  }

  /** Forgets which rows were changed: a new batch begins. */
  beginEpoch(): void {
    this.epoch++;
    this.dirtyCount = 0;
  }

  /**
   * Removes rows; the last rows move to their places.
   *
   * @param rows ascending, each once
   */
  remove(rows: Int32Array): void {
    if (rows.length === 0) return;
    this.index(NaN);
    for (const row of rows) {
      this.free(this.slotOf(row));
      for (const column of this.values) releaseOwned(column, row);
    }
    const moved = this.fillHoles(rows);
    if (this.dirtyCount > 0) this.renumberDirty(new Set(rows), moved);
    const { count } = this;
    this.count -= rows.length;
    // A row that comes in a freed place is new, also when the one before changed in this batch.
    if (this.tracks) this.stamps.fill(0, this.count, count);
    for (const column of [...this.keys, ...this.values])
      if (Array.isArray(column.data)) column.data.length = this.count;
  }

  /** Moves rows from the end into the places of those that go. @returns new numbers by old ones */
  private fillHoles(rows: Int32Array): ReadonlyMap<number, number> {
    const moved = new Map<number, number>();
    let last = this.count - 1;
    let going = rows.length - 1;
    for (const hole of rows) {
      for (; going >= 0 && rows[going] === last; going--) last--;
      if (hole > last) break;
      this.slots[this.slotOf(last)] = hole + 1;
      this.move(last, hole);
      moved.set(last--, hole);
    }
    return moved;
  }

  private renumberDirty(gone: ReadonlySet<number>, moved: ReadonlyMap<number, number>): void {
    let changed = 0;
    for (let i = 0; i < this.dirtyCount; i++) {
      const row = this.dirty[i]!;
      if (!gone.has(row)) this.dirty[changed++] = moved.get(row) ?? row;
    }
    this.dirtyCount = changed;
  }

  /** The slot that finds a row. */
  private slotOf(row: number): number {
    const { slots, mask } = this;
    let slot = (hashKey(this.keyOf(row)) << 1) & mask;
    while (slots[slot] !== row + 1) slot = (slot + 2) & mask;
    return slot;
  }

  /** Empties a slot; those that were put behind it for want of room come forward. */
  private free(slot: number): void {
    const { slots, mask } = this;
    let hole = slot;
    for (let at = (hole + 2) & mask; slots[at] !== 0; at = (at + 2) & mask) {
      const home = (slots[at + 1]! << 1) & mask;
      if (((at - home) & mask) < ((at - hole) & mask)) continue;
      slots[hole] = slots[at]!;
      slots[hole + 1] = slots[at + 1]!;
      hole = at;
    }
    slots[hole] = 0;
  }

  private move(from: number, to: number): void {
    if (this.tracks) this.stamps[to] = this.stamps[from]!;
    for (const column of [...this.keys, ...this.values]) {
      putValue(column.data, to, valueAt(column.data, from));
      if (column.valid !== null) column.valid[to] = column.valid[from]!;
      if (column.owned !== null) (column.data as Int32Array)[from] = NO_PLACE;
    }
  }

  /** Gives every id its new number after the interner was compacted. */
  renameIds(renamed: Int32Array): void {
    for (const column of this.keys) {
      if (column.layout !== 'id') continue;
      const ids = column.data as Int32Array;
      for (let row = 0; row < this.count; row++) if (ids[row]! >= 0) ids[row] = renamed[ids[row]!]!;
    }
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

  /** Bytes of which rows make use, without values that are objects: of few rows little is in use. */
  get used(): number {
    const { count, capacity, slots, dense } = this;
    const plain = [...this.keys, ...this.values].filter(({ layout }) => layout !== 'object');
    const row = plain.reduce((sum, column) => sum + bytesPerRow(column), 0);
    const found = Math.min(slots.byteLength, 32 * count) + Math.min(dense?.byteLength ?? 0, 16 * count);
    return row * Math.min(capacity, 2 * count) + found + ownedBytes(this.values);
  }

  /** Bytes held, estimated for columns of objects. */
  get bytes(): number {
    const row = [...this.keys, ...this.values].reduce((sum, column) => sum + bytesPerRow(column), this.tracks ? 8 : 0);
    return row * this.capacity + this.slots.byteLength + (this.dense?.byteLength ?? 0) + ownedBytes(this.values);
  }
}

/** Bytes of the values that columns own. */
export const ownedBytes = (columns: readonly StateColumn[]): number =>
  columns.reduce((sum, { owned }) => sum + (owned?.bytes ?? 0), 0);

/** Whether a key can be found by its distance from another. */
export function isIndexable(keyFields: readonly StateField[]): boolean {
  const layout = keyFields.length === 1 ? stateLayout(keyFields[0]!.type, 'key') : null;
  return layout === 'id' || layout === 'i32' || layout === 'i64';
}

const NO_INDEX = new Int32Array(0);
/** An index of so many keys is made whatever the number of rows, and beyond that of so many keys a row. */
const SMALL_INDEX = 1 << 20;
const SPARSEST = 4;

/** The slots take four numbers a row, and their places are 32-bit integers. */
const MOST_ROWS = 2 ** 29;

const tooManyRows = (rows: number): RuntimeError =>
  new RuntimeError({
    condition: 'OUT_OF_MEMORY',
    message: `A table of keys cannot hold ${rows} rows.`,
    hint: 'Group, join or deduplicate by columns with fewer distinct values, or split the work by a filter.',
  });

function widened(array: Int32Array<ArrayBuffer>, capacity: number): Int32Array<ArrayBuffer> {
  const wider = new Int32Array(capacity);
  wider.set(array);
  return wider;
}
