import { isTextVector, scalarAt, type RecordBatch, type Scalar, type Vector } from '../columnar/vector.ts';
import { VectorBuilder } from '../columnar/vector-builder.ts';
import type { Attribute } from '../expressions/typed.ts';
import {
  setStateScalar,
  stateScalar,
  stateVector,
  type StateColumn,
  type StateField,
  type StateLayout,
  type StateValues,
} from '../state/state-column.ts';
import { IN_MEMORY, storing, type Store } from '../state/store-values.ts';
import type { DataType } from '../types/data-type.ts';

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

  /** What stores the rows of a batch, given the columns of the fields. */
  storing({
    columns,
  }: Pick<RecordBatch, 'columns'>): (into: readonly StateColumn[], place: number, row: number) => void {
    const stores = columns.map(storeOf);
    return (into, place, row) => {
      for (let k = 0; k < into.length; k++) stores[k]!(into[k]!, place, row);
    };
  }

  /** The rows at some places as columns. */
  vectors(columns: readonly StateColumn[], places: Int32Array): Vector[] {
    return columns.map((column, k) => vectorAt(column, this.attributes[k]!.type, places));
  }
}

function storeOf(vector: Vector): Store {
  if (IN_MEMORY.includes(vector.layout as StateLayout)) return storing(vector as StateValues);
  const valueAt = isTextVector(vector)
    ? (row: number): Scalar => vector.texts.bytesOf(vector.data[row]!)
    : (row: number): Scalar => scalarAt(vector, row);
  const { valid } = vector;
  return (column, place, row) =>
    setStateScalar(column, place, valid !== null && valid[row] === 0 ? null : valueAt(row));
}

function vectorAt(column: StateColumn, type: DataType, places: Int32Array): Vector {
  if (IN_MEMORY.includes(column.layout)) return stateVector(column, places, places.length) as Vector;
  const builder = new VectorBuilder(type, places.length);
  const { owned } = column;
  if (owned === null) for (const place of places) builder.append(stateScalar(column, place));
  else {
    const bytes = column.data as Int32Array;
    for (const place of places) owned.appendTo(builder, bytes[place]!);
  }
  return builder.finish();
}
