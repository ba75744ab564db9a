import { Interner } from '../../columnar/interner.ts';
import { isTextVector, type RecordBatch, type Scalar, type Vector } from '../../columnar/vector.ts';
import { wordBytes, type IntegerList } from '../../expressions/word-rows.ts';

/** Batches that are kept, and how much memory they take. */
export class HeldRows {
  batches: RecordBatch[] = [];
  rows = 0;
  bytes = 0;
  /** Blocks of one piece of a file lie in the same memory. */
  private arenas = new Set<Uint8Array>();
  /** Lists may lie in the same items. */
  private items = new Set<Vector>();

  add(batch: RecordBatch): void {
    this.batches.push(batch);
    this.rows += batch.length;
    for (const column of batch.columns) this.bytes += this.bytesOf(column);
  }

  clear(): void {
    this.batches = [];
    this.rows = 0;
    this.bytes = 0;
    this.arenas = new Set();
    this.items = new Set();
  }

  private bytesOf(vector: Vector): number {
    const valid = vector.valid?.byteLength ?? 0;
    if (vector.layout === 'struct') return vector.children.reduce((sum, child) => sum + this.bytesOf(child), valid);
    if (vector.layout === 'object') return vector.data.reduce<number>((sum, value) => sum + scalarBytes(value), valid);
    if (vector.layout === 'list') {
      const own = valid + vector.starts.byteLength + vector.ends.byteLength;
      if (this.items.has(vector.items)) return own;
      this.items.add(vector.items);
      return own + this.bytesOf(vector.items);
    }
    const own = valid + vector.data.byteLength;
    if (!isTextVector(vector)) return own;
    const { texts } = vector;
    // Texts of the query stay whoever keeps rows of them.
    if (texts instanceof Interner || this.arenas.has(texts.arena)) return own;
    this.arenas.add(texts.arena);
    return own + texts.arena.byteLength + 8 * texts.size;
  }
}

/** The bytes that a value takes as an element of an array, about. */
export function scalarBytes(value: Scalar): number {
  switch (typeof value) {
    case 'bigint':
      return 32;
    case 'string':
      return 24 + value.length;
    case 'object':
      if (value === null) return 8;
      if (value instanceof Uint8Array) return 120 + value.byteLength;
      if ('words' in value) return 120 + wordBytes(value as IntegerList);
      if (value instanceof Map || value instanceof Set) return 80 + nestedBytes(value);
      return Array.isArray(value) ? 24 + nestedBytes(value) : 64;
    default:
      return 8;
  }
}

function nestedBytes(values: Iterable<Scalar>): number {
  let bytes = 0;
  for (const value of values) bytes += scalarBytes(value);
  return bytes;
}
