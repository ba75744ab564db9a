import type { DataType, StructType } from '../types/data-type.ts';
import type { Interner } from './interner.ts';
import { VectorBuilder } from './vector-builder.ts';
import { scalarAt, type RecordBatch, type Vector } from './vector.ts';

/** Vectors of one type, one after the other; strings of one interner stay ids. */
export function concatVectors(vectors: readonly Vector[], type: DataType, interner: Interner): Vector {
  if (vectors.length === 1) return vectors[0]!;
  const lengths = vectors.map(lengthOf);
  const total = lengths.reduce((a, b) => a + b, 0);
  const first = vectors[0];
  if (first === undefined) return new VectorBuilder(type, interner, 1).finish();
  const valid = concatValidity(vectors, lengths, total);
  if (first.layout === 'struct' && type.kind === 'struct') {
    const children = type.fields.map((f, k) =>
      concatVectors(
        vectors.map((v) => (v as typeof first).children[k]!),
        f.type,
        interner,
      ),
    );
    return { layout: 'struct', valid, children };
  }
  if (first.layout === 'object')
    return { layout: 'object', valid, data: vectors.flatMap((v) => (v as typeof first).data) };
  if (first.layout === 'string' && vectors.some((v) => v.layout !== 'string' || v.interner !== first.interner)) {
    const builder = new VectorBuilder(type, interner, total);
    vectors.forEach((v, i) => {
      for (let row = 0; row < lengths[i]!; row++) builder.append(scalarAt(v, row));
    });
    return builder.finish();
  }
  const own = (first as { data: Int32Array }).data;
  const data = new (own.constructor as Int32ArrayConstructor)(total);
  let at = 0;
  for (const [i, vector] of vectors.entries()) {
    data.set((vector as { data: Int32Array }).data.subarray(0, lengths[i]), at);
    at += lengths[i]!;
  }
  return { ...first, valid, data } as unknown as Vector;
}

function concatValidity(vectors: readonly Vector[], lengths: readonly number[], total: number): Uint8Array | null {
  if (vectors.every((v) => v.valid === null)) return null;
  const valid = new Uint8Array(total).fill(1);
  let at = 0;
  for (const [i, vector] of vectors.entries()) {
    if (vector.valid !== null) valid.set(vector.valid.subarray(0, lengths[i]), at);
    at += lengths[i]!;
  }
  return valid;
}

/** How many rows a vector holds. */
export function lengthOf(vector: Vector): number {
  if (vector.layout !== 'struct') return vector.data.length;
  return vector.valid?.length ?? (vector.children[0] === undefined ? 0 : lengthOf(vector.children[0]));
}

/** Batches of one schema as one batch. */
export function concatBatches(batches: readonly RecordBatch[], schema: StructType, interner: Interner): RecordBatch {
  if (batches.length === 1) return batches[0]!;
  const columns = schema.fields.map((f, i) =>
    concatVectors(
      batches.map((b) => b.columns[i]!),
      f.type,
      interner,
    ),
  );
  return { schema, columns, length: batches.reduce((n, b) => n + b.length, 0) };
}
