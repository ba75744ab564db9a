import type { Vector } from '../columnar/vector.ts';
import { doubleOfWords, EXACT } from '../types/exact-long.ts';
import { isTimestamp, type DataType } from '../types/data-type.ts';

/** The times of a column as doubles, or those of a struct's fields; null where there are none or one would not be exact. */
export type Floats = Float64Array | null | readonly Floats[];

/** Arrays that are filled again and again, by the path of the column. */
export type FloatScratch = Map<string, Float64Array>;

/** @param path names the column in the scratch */
export function floatsOf(vector: Vector, type: DataType, length: number, scratch: FloatScratch, path: string): Floats {
  if (vector.layout === 'struct' && type.kind === 'struct') {
    const fields = vector.children.map((child, k) =>
      floatsOf(child, type.fields[k]!.type, length, scratch, `${path}.${k}`),
    );
    return fields.some((field) => field !== null) ? fields : null;
  }
  if (vector.layout !== 'i64' || !isTimestamp(type)) return null;
  let array = scratch.get(path);
  if (array === undefined || array.length < length) {
    array = new Float64Array(Math.max(1024, length));
    scratch.set(path, array);
  }
  return floatView(vector.data, length, array);
}

/** Which times are there as doubles: it decides the code that reads them. */
export function floatsShape(floats: Floats): string {
  if (floats === null) return '';
  return floats instanceof Float64Array ? 'd' : `d(${floats.map(floatsShape).join()})`;
}

/**
 * The values of a 64-bit column as doubles, or null when one of them is beyond 2^53 and would not be exact. Dividing
 * and comparing doubles costs a tenth of what it costs on bigints, and microseconds are exact until the year 2255.
 */
export function floatView(data: BigInt64Array, length: number, scratch: Float64Array): Float64Array | null {
  const halves = new Int32Array(data.buffer, data.byteOffset, length * 2);
  const out = scratch.length >= length ? scratch : new Float64Array(length);
  let inside = true;
  for (let i = 0, h = 0; i < length; i++, h += 2) {
    const value = doubleOfWords(halves[h]!, halves[h + 1]!);
    if (value >= EXACT || value <= -EXACT) inside = false;
    out[i] = value;
  }
  return inside ? out : null;
}
