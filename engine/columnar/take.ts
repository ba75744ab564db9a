import type { RecordBatch, Vector } from './vector.ts';

/**
 * The chosen rows of a vector, in that order; row -1 gives null.
 *
 * @param anyMissing whether some row is -1
 */
export function takeVector(vector: Vector, rows: Int32Array, anyMissing = false): Vector {
  const n = rows.length;
  let valid: Uint8Array | null = null;
  if (vector.valid !== null || anyMissing) {
    valid = new Uint8Array(n);
    for (let i = 0; i < n; i++) {
      const row = rows[i]!;
      valid[i] = row < 0 ? 0 : vector.valid === null ? 1 : vector.valid[row]!;
    }
  }
  if (vector.layout === 'struct') {
    return { layout: 'struct', valid, children: vector.children.map((child) => takeVector(child, rows, anyMissing)) };
  }
  if (vector.layout === 'object') {
    const data = new Array<unknown>(n);
    for (let i = 0; i < n; i++) data[i] = rows[i]! < 0 ? null : vector.data[rows[i]!];
    return { layout: 'object', valid, data };
  }
  const source = vector.data as Int32Array;
  const data = new (source.constructor as Int32ArrayConstructor)(n);
  for (let i = 0; i < n; i++) if (rows[i]! >= 0) data[i] = source[rows[i]!]!;
  return { ...vector, valid, data } as unknown as Vector;
}

/** The chosen rows of a batch. */
export const takeRows = (batch: RecordBatch, rows: Int32Array): RecordBatch => ({
  schema: batch.schema,
  columns: batch.columns.map((column) => takeVector(column, rows)),
  length: rows.length,
});

/** Rows [from, to) of a vector, sharing its memory. */
export function sliceVector(vector: Vector, from: number, to: number): Vector {
  const valid = vector.valid === null ? null : vector.valid.subarray(from, to);
  if (vector.layout === 'struct') {
    return { layout: 'struct', valid, children: vector.children.map((child) => sliceVector(child, from, to)) };
  }
  if (vector.layout === 'object') return { layout: 'object', valid, data: vector.data.slice(from, to) };
  return { ...vector, valid, data: vector.data.subarray(from, to) } as Vector;
}

/** Rows that go through generated code at once: they stay in the cache from step to step. */
export const BLOCK_ROWS = 8192;

/** A batch in blocks, sharing its memory. */
export function* blocksOf(batch: RecordBatch): Generator<RecordBatch> {
  if (batch.length <= BLOCK_ROWS) yield batch;
  else for (let at = 0; at < batch.length; at += BLOCK_ROWS) yield sliceBatch(batch, at, at + BLOCK_ROWS);
}

/** Rows [from, to) of a batch, sharing its memory. */
export const sliceBatch = (batch: RecordBatch, from: number, to: number): RecordBatch =>
  from === 0 && to >= batch.length
    ? batch
    : {
        schema: batch.schema,
        columns: batch.columns.map((column) => sliceVector(column, from, to)),
        length: Math.max(0, Math.min(to, batch.length) - from),
      };
