import { itemType } from '../columnar/item-type.ts';
import { Int128Array } from '../columnar/int128-array.ts';
import { TextBlockWriter } from '../columnar/text-block.ts';
import type { Texts } from '../columnar/texts.ts';
import { layoutOf, scalarsBetween, type Scalar, type Vector } from '../columnar/vector.ts';
import { newVectorData, type VectorData } from '../columnar/vector-data.ts';
import type { DataType } from '../types/data-type.ts';

/** The most items that a list is expected to have, at first. */
const FIRST_ITEMS = 64;

/** The arrays of one column while generated code writes its rows. */
export class Sink {
  readonly type: DataType;
  capacity: number;
  /** Of the items of lists, when all are written. */
  rows: number | null = null;
  data: VectorData;
  /** The words of 64-bit and 128-bit values, the lowest first. */
  words: Int32Array | null;
  valid: Uint8Array;
  nulls = false;
  /** Of a struct. */
  readonly children: readonly Sink[];
  /** Of a list: where the items of a row lie. */
  starts: Int32Array | null = null;
  ends: Int32Array | null = null;
  readonly items: Sink | null;
  /** Computed texts are written here; texts that lie in one place already stay there. */
  readonly writer: TextBlockWriter | null;
  texts: Texts | null = null;
  /** Items that lie in one place already stay there, too. */
  lent: Vector | null = null;

  constructor(type: DataType, capacity: number) {
    this.type = type;
    this.capacity = capacity;
    const layout = layoutOf(type);
    this.data = newVectorData(type, capacity);
    this.words = wordsOf(this.data);
    this.valid = new Uint8Array(capacity).fill(1);
    this.children = type.kind === 'struct' ? type.fields.map((f) => new Sink(f.type, capacity)) : [];
    this.items = layout === 'list' ? new Sink(itemType(type), Math.max(capacity, FIRST_ITEMS)) : null;
    this.writer = layout === 'string' || layout === 'binary' ? new TextBlockWriter(capacity) : null;
    if (layout === 'list') [this.starts, this.ends] = [new Int32Array(capacity), new Int32Array(capacity)];
  }

  /** Called by generated code that found no room. */
  grow(): void {
    this.capacity *= 2;
    this.widen(this.capacity);
  }

  private widen(capacity: number): void {
    this.capacity = capacity;
    const data = newVectorData(this.type, capacity);
    if (data !== null && !Array.isArray(data)) {
      (data as Int32Array).set(this.data as Int32Array);
      this.data = data;
      this.words = wordsOf(data);
    }
    const valid = new Uint8Array(capacity).fill(1);
    valid.set(this.valid);
    this.valid = valid;
    if (this.starts !== null && this.ends !== null) {
      [this.starts, this.ends] = [widened(this.starts, capacity), widened(this.ends, capacity)];
    }
    for (const child of this.children) child.widen(capacity);
  }

  /** The first rows as a column. */
  vector(rows: number): Vector {
    const valid = this.nulls ? this.valid.subarray(0, rows) : null;
    const layout = layoutOf(this.type);
    switch (layout) {
      case 'struct':
        return { layout, valid, children: this.children.map((child) => child.vector(rows)) };
      case 'list': {
        const [starts, ends] = [this.starts!.subarray(0, rows), this.ends!.subarray(0, rows)];
        const items = this.items!;
        return { layout, valid, starts, ends, items: this.lent ?? items.vector(items.rows ?? items.capacity) };
      }
      case 'string':
      case 'binary': {
        const texts = this.texts ?? this.writer!.finish();
        return { layout, valid, data: (this.data as Int32Array).subarray(0, rows), texts };
      }
      case 'object':
        return { layout, valid, data: this.data as unknown[] };
      default:
        return { layout, valid, data: (this.data as Int32Array).subarray(0, rows) } as Vector;
    }
  }

  /** Rows [start, end) as scalars. */
  scalars(start: number, end: number): Scalar[] {
    return scalarsBetween(this.vector(end), start, end);
  }
}

function wordsOf(data: VectorData): Int32Array | null {
  if (data instanceof Int128Array) return data.words;
  return data instanceof BigInt64Array ? new Int32Array(data.buffer) : null;
}

function widened(data: Int32Array, capacity: number): Int32Array {
  const wider = new Int32Array(capacity);
  wider.set(data);
  return wider;
}
