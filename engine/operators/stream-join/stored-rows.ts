import { Int128Array } from '../../columnar/int128-array.ts';
import { isTextVector, scalarAt, type RecordBatch, type Vector } from '../../columnar/vector.ts';
import { VectorBuilder } from '../../columnar/vector-builder.ts';
import type { Attribute } from '../../expressions/typed.ts';
import {
  setStateScalar,
  stateScalar,
  stateVector,
  wordsOf,
  type StateColumn,
  type StateField,
  type StateLayout,
} from '../../state/state-column.ts';
import type { DataType } from '../../types/data-type.ts';

/** Stores one value of a column at a place of a state's column. */
type Store = (column: StateColumn, place: number, row: number) => void;

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
  storing({ columns }: RecordBatch): (into: readonly StateColumn[], place: number, row: number) => void {
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
  const { valid } = vector;
  const put = storePresent(vector);
  if (valid === null) return put;
  return (column, place, row) => {
    if (valid[row] === 0) setStateScalar(column, place, null);
    else put(column, place, row);
  };
}

/** Values lie in a vector as they do in a state's column, texts and what has no layout apart. */
function storePresent(vector: Vector): Store {
  if (isTextVector(vector)) {
    const { texts, data } = vector;
    return (column, place, row) => setStateScalar(column, place, texts.bytesOf(data[row]!));
  }
  switch (vector.layout) {
    case 'i64':
    case 'i128': {
      const words = wordsOf(vector.data)!;
      const width = vector.data instanceof Int128Array ? 4 : 2;
      return (column, place, row) => {
        for (let k = 0; k < width; k++) column.words![width * place + k] = words[width * row + k]!;
        if (column.valid !== null) column.valid[place] = 1;
      };
    }
    case 'bool':
    case 'i32':
    case 'f32':
    case 'f64': {
      const { data } = vector;
      return (column, place, row) => {
        (column.data as typeof data)[place] = data[row]!;
        if (column.valid !== null) column.valid[place] = 1;
      };
    }
    default:
      return (column, place, row) => setStateScalar(column, place, scalarAt(vector, row));
  }
}

/** Layouts of a state's columns that are those of vectors too. */
const IN_MEMORY: readonly StateLayout[] = ['bool', 'i32', 'i64', 'i128', 'f32', 'f64'];

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
