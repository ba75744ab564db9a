import type { Interner } from './interner.ts';
import { isTextVector, type RecordBatch, type Vector } from './vector.ts';

/** The same batch with all its texts in the given interner. */
export function internBatch(batch: RecordBatch, interner: Interner): RecordBatch {
  if (batch.columns.every((column) => isInterned(column, interner))) return batch;
  return { ...batch, columns: batch.columns.map((column) => internVector(column, interner)) };
}

function isInterned(vector: Vector, interner: Interner): boolean {
  if (vector.layout === 'struct') return vector.children.every((child) => isInterned(child, interner));
  if (vector.layout === 'list') return isInterned(vector.items, interner);
  return !isTextVector(vector) || vector.texts === interner;
}

function internVector(vector: Vector, interner: Interner): Vector {
  if (vector.layout === 'struct') {
    return { ...vector, children: vector.children.map((child) => internVector(child, interner)) };
  }
  if (vector.layout === 'list') return { ...vector, items: internVector(vector.items, interner) };
  if (!isTextVector(vector) || vector.texts === interner) return vector;
  const { arena, starts, ends, size } = vector.texts;
  const ids = new Int32Array(size).fill(-1);
  const data = new Int32Array(vector.data.length);
  for (let row = 0; row < data.length; row++) {
    if (vector.valid !== null && vector.valid[row] === 0) continue;
    const old = vector.data[row]!;
    if (ids[old]! < 0) ids[old] = interner.internRange(arena, starts[old]!, ends[old]!);
    data[row] = ids[old]!;
  }
  return { ...vector, data, texts: interner };
}
