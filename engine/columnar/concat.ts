import type { DataType, StructType } from '../types/data-type.ts';
import { TextBlockWriter } from './text-block.ts';
import { VectorBuilder } from './vector-builder.ts';
import { itemType } from './item-type.ts';
import { ownItems } from './own-items.ts';
import { isTextVector, type ListVector, type RecordBatch, type TextVector, type Vector } from './vector.ts';

/** Vectors of one type, one after the other; texts that lie in one place stay there. */
export function concatVectors(vectors: readonly Vector[], type: DataType): Vector {
  if (vectors.length === 1) return vectors[0]!;
  const lengths = vectors.map(lengthOf);
  const total = lengths.reduce((a, b) => a + b, 0);
  const first = vectors[0];
  if (first === undefined) return new VectorBuilder(type, 1).finish();
  const valid = concatValidity(vectors, lengths, total);
  if (first.layout === 'struct' && type.kind === 'struct') {
    const children = type.fields.map((f, k) =>
      concatVectors(
        vectors.map((v) => (v as typeof first).children[k]!),
        f.type,
      ),
    );
    return { layout: 'struct', valid, children };
  }
  if (first.layout === 'list') return { valid, ...concatLists(vectors as ListVector[], lengths, type) };
  if (first.layout === 'object')
    return { layout: 'object', valid, data: vectors.flatMap((v) => (v as typeof first).data) };
  if (isTextVector(first) && vectors.some((v) => (v as TextVector).texts !== first.texts)) {
    return { layout: first.layout, valid, ...copiedTexts(vectors as TextVector[], lengths, total) };
  }
  const own = (first as { data: Int32Array }).data;
  const data = new (own.constructor as Int32ArrayConstructor)(total);
  let at = 0;
  for (const [i, vector] of vectors.entries()) {
    data.set((vector as { data: Int32Array }).data.subarray(0, lengths[i]), at);
    at += lengths[i]!;
  }
  return { ...first, valid, data } as Vector;
}

/** Items that lie in one place stay there; of several places those are joined that some row has. */
function concatLists(
  vectors: readonly ListVector[],
  lengths: readonly number[],
  type: DataType,
): Omit<ListVector, 'valid'> {
  const first = vectors[0]!.items;
  const parts = vectors.every(({ items }) => items === first)
    ? vectors
    : vectors.map((v, i) => ownItems(v, lengths[i]!));
  const total = lengths.reduce((a, b) => a + b, 0);
  const [starts, ends] = [new Int32Array(total), new Int32Array(total)];
  let [row, shift] = [0, 0];
  for (const [i, part] of parts.entries()) {
    for (let k = 0; k < lengths[i]!; k++, row++) {
      starts[row] = part.starts[k]! + shift;
      ends[row] = part.ends[k]! + shift;
    }
    if (parts !== vectors) shift += lengthOf(part.items);
  }
  const items = parts === vectors ? first : concatVectors(parts.map((part) => part.items), itemType(type)); // prettier-ignore
  return { layout: 'list', starts, ends, items };
}

/** Texts of several places in a new one. */
function copiedTexts(
  vectors: readonly TextVector[],
  lengths: readonly number[],
  total: number,
): Pick<TextVector, 'data' | 'texts'> {
  const writer = new TextBlockWriter(total);
  const data = new Int32Array(total);
  let at = 0;
  for (const [i, { data: ids, valid, texts }] of vectors.entries()) {
    const { arena, starts, ends } = texts;
    for (let row = 0; row < lengths[i]!; row++, at++) {
      if (valid !== null && valid[row] === 0) continue;
      const id = ids[row]!;
      data[at] = writer.add(arena, starts[id]!, ends[id]!);
    }
  }
  return { data, texts: writer.finish() };
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
  if (vector.layout === 'list') return vector.starts.length;
  if (vector.layout !== 'struct') return vector.data.length;
  return vector.valid?.length ?? (vector.children[0] === undefined ? 0 : lengthOf(vector.children[0]));
}

/** Batches of one schema as one batch. */
export function concatBatches(batches: readonly RecordBatch[], schema: StructType): RecordBatch {
  if (batches.length === 1) return batches[0]!;
  const columns = schema.fields.map((f, i) =>
    concatVectors(
      batches.map((b) => b.columns[i]!),
      f.type,
    ),
  );
  return { schema, columns, length: batches.reduce((n, b) => n + b.length, 0) };
}
