import type { DataType, StructType } from '../types/data-type.ts';
import { copy, type Words } from '../types/int128.ts';
import { itemType } from './item-type.ts';
import type { Int128Array } from './int128-array.ts';
import { takeVector } from './take.ts';
import { TextBlockWriter } from './text-block.ts';
import { layoutOf, type Layout, type RecordBatch, type Scalar, type Vector } from './vector.ts';
import { newVectorData, type VectorData } from './vector-data.ts';

/** Collects scalars of one type into a vector; grows as needed. */
export class VectorBuilder {
  readonly type: DataType;
  private readonly layout: Layout;
  private readonly texts: TextBlockWriter | null;
  private capacity: number;
  private data: VectorData;
  private readonly children: VectorBuilder[];
  /** Of lists: what lies in them, and where the items of each row begin. */
  private readonly items: VectorBuilder | null;
  private offsets: Int32Array | null;
  private valid: Uint8Array | null = null;
  /** The words of integers of 64 and 128 bits. */
  private words: Words | null = null;
  length = 0;

  constructor(type: DataType, capacity = 64) {
    this.type = type;
    this.layout = layoutOf(type);
    this.texts = this.layout === 'string' || this.layout === 'binary' ? new TextBlockWriter(capacity) : null;
    this.capacity = Math.max(1, capacity);
    this.children = type.kind === 'struct' ? type.fields.map((f) => new VectorBuilder(f.type, capacity)) : [];
    this.data = newVectorData(type, this.capacity);
    const isList = this.layout === 'list';
    this.items = isList ? new VectorBuilder(itemType(type), capacity) : null;
    this.offsets = isList ? new Int32Array(this.capacity + 1) : null;
  }

  append(value: Scalar): void {
    const row = this.length;
    if (row === this.capacity) this.grow();
    this.length = row + 1;
    if (value === null || value === undefined) {
      if (this.valid === null) this.valid = new Uint8Array(this.capacity).fill(1, 0, row);
      this.valid[row] = 0;
      for (const child of this.children) child.append(null);
      if (this.items !== null) this.offsets![row + 1] = this.items.length;
      if (Array.isArray(this.data)) this.data[row] = null;
      return;
    }
    if (this.valid !== null) this.valid[row] = 1;
    switch (this.layout) {
      case 'bool':
        (this.data as Uint8Array)[row] = value === true ? 1 : 0;
        return;
      case 'string':
        (this.data as Int32Array)[row] = this.texts!.addText(value as string);
        return;
      case 'binary': {
        const bytes = value as Uint8Array;
        (this.data as Int32Array)[row] = this.texts!.add(bytes, 0, bytes.length);
        return;
      }
      case 'struct':
        for (let i = 0; i < this.children.length; i++) this.children[i]!.append((value as Scalar[])[i]);
        return;
      case 'list': {
        const items = this.items!;
        items.appendAll(value as readonly Scalar[]);
        this.offsets![row + 1] = items.length;
        return;
      }
      case 'i128':
        (this.data as Int128Array).put(row, value as bigint);
        return;
      default:
        (this.data as unknown[])[row] = value;
    }
  }

  private appendAll(values: readonly Scalar[]): void {
    while (this.length + values.length > this.capacity) this.grow();
    let i = 0;
    if (this.valid === null && this.layout === 'i64') {
      const data = this.data as BigInt64Array;
      for (; i < values.length && typeof values[i] === 'bigint'; i++) data[this.length++] = values[i] as bigint;
    } else if (this.valid === null && this.layout === 'f64') {
      const data = this.data as Float64Array;
      for (; i < values.length && typeof values[i] === 'number'; i++) data[this.length++] = values[i] as number;
    }
    for (; i < values.length; i++) this.append(values[i]);
  }

  /** Appends the STRING or BINARY `bytes[start .. end)`. */
  appendBytes(bytes: Uint8Array, start: number, end: number): void {
    const row = this.length;
    if (row === this.capacity) this.grow();
    this.length = row + 1;
    if (this.valid !== null) this.valid[row] = 1;
    (this.data as Int32Array)[row] = this.texts!.add(bytes, start, end);
  }

  /** Appends an integer of 64 or 128 bits given as words. */
  appendWords(a: Words, at: number): void {
    const row = this.length;
    if (row === this.capacity) this.grow();
    this.length = row + 1;
    if (this.valid !== null) this.valid[row] = 1;
    const words = (this.words ??= new Int32Array((this.data as BigInt64Array | Int128Array).buffer));
    if (this.layout === 'i128') copy(words, 4 * row, a, at);
    else {
      words[2 * row] = a[at]!;
      words[2 * row + 1] = a[at + 1]!;
    }
  }

  private grow(): void {
    this.words = null;
    this.capacity *= 2;
    const wider = newVectorData(this.type, this.capacity);
    if (wider !== null && this.data !== null && !Array.isArray(wider)) {
      (wider as Int32Array).set(this.data as Int32Array);
      this.data = wider;
    }
    if (this.offsets !== null) {
      const wide = new Int32Array(this.capacity + 1);
      wide.set(this.offsets);
      this.offsets = wide;
    }
    if (this.valid !== null) {
      const valid = new Uint8Array(this.capacity);
      valid.set(this.valid);
      this.valid = valid;
    }
  }

  /** The vector of all appended values; the builder must not be used afterwards. */
  finish(): Vector {
    const n = this.length;
    const valid = this.valid === null ? null : this.valid.subarray(0, n);
    const { layout } = this;
    switch (layout) {
      case 'struct':
        return { layout, valid, children: this.children.map((child) => child.finish()) };
      case 'list': {
        const offsets = this.offsets!;
        return {
          layout,
          valid,
          starts: offsets.subarray(0, n),
          ends: offsets.subarray(1, n + 1),
          items: this.items!.finish(),
        };
      }
      case 'string':
      case 'binary':
        return { layout, valid, data: (this.data as Int32Array).subarray(0, n), texts: this.texts!.finish() };
      case 'object':
        return { layout, valid, data: this.data as unknown[] };
      default:
        return { layout, valid, data: (this.data as Int32Array).subarray(0, n) } as Vector;
    }
  }
}

/** The same value in so many rows. */
export function constantVector(type: DataType, value: Scalar, length: number): Vector {
  const builder = new VectorBuilder(type, 1);
  builder.append(value);
  return takeVector(builder.finish(), new Int32Array(length));
}

/** Collects rows of scalars into a batch. */
export class BatchBuilder {
  readonly schema: StructType;
  readonly builders: readonly VectorBuilder[];
  length = 0;

  constructor(schema: StructType, capacity = 64) {
    this.schema = schema;
    this.builders = schema.fields.map((f) => new VectorBuilder(f.type, capacity));
  }

  append(row: readonly Scalar[]): void {
    for (let i = 0; i < this.builders.length; i++) this.builders[i]!.append(row[i]);
    this.length++;
  }

  finish(): RecordBatch {
    return { schema: this.schema, columns: this.builders.map((b) => b.finish()), length: this.length };
  }
}

/** A batch of rows given as arrays of scalars. */
export function batchOf(schema: StructType, rows: Iterable<readonly Scalar[]>): RecordBatch {
  const builder = new BatchBuilder(schema);
  for (const row of rows) builder.append(row);
  return builder.finish();
}
