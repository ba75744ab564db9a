import { scalarAt, isTextVector, type RecordBatch, type Vector } from '../../columnar/vector.ts';
import { VectorBuilder } from '../../columnar/vector-builder.ts';
import type { Attribute } from '../../expressions/typed.ts';
import {
  setStateScalar,
  stateScalar,
  stateVector,
  type StateColumn,
  type StateField,
  type StateLayout,
} from '../../state/state-column.ts';

/** Rows as a state keeps them: a column for each, texts as bytes that it owns. */
export class StoredRows {
  readonly fields: readonly StateField[];
  private readonly attributes: readonly Attribute[];

  constructor(attributes: readonly Attribute[]) {
    this.attributes = attributes;
    this.fields = attributes.map(({ name, type, nullable }) => {
      const isText = type.kind === 'string' || type.kind === 'binary';
      return { name, type, nullable, ...(isText ? { owned: true as const } : {}) };
    });
  }

  /** Stores a row at a place. @param columns those of the fields */
  put(columns: readonly StateColumn[], place: number, { columns: vectors }: RecordBatch, row: number): void {
    for (let k = 0; k < columns.length; k++) setStateScalar(columns[k]!, place, ownScalar(vectors[k]!, row));
  }

  /** The rows at some places as columns. */
  vectors(columns: readonly StateColumn[], places: Int32Array): Vector[] {
    return columns.map((column, k) => {
      const { type } = this.attributes[k]!;
      if (IN_MEMORY.includes(column.layout)) return stateVector(column, places, places.length) as Vector;
      const builder = new VectorBuilder(type, places.length);
      for (const place of places) {
        const value = stateScalar(column, place);
        if (column.owned !== null && value !== null) {
          const bytes = value as Uint8Array;
          builder.appendBytes(bytes, 0, bytes.length);
        } else builder.append(value);
      }
      return builder.finish();
    });
  }
}

/** Layouts of a state's columns that are those of vectors too. */
const IN_MEMORY: readonly StateLayout[] = ['bool', 'i32', 'i64', 'i128', 'f32', 'f64'];

function ownScalar(vector: Vector, row: number): unknown {
  if (!isTextVector(vector)) return scalarAt(vector, row);
  if (vector.valid !== null && vector.valid[row] === 0) return null;
  return vector.texts.bytesOf(vector.data[row]!);
}
