import type { Interner } from '../columnar/interner.ts';
import { scalarAt, type RecordBatch, type Scalar, type TextVector, type Vector } from '../columnar/vector.ts';
import { stateLayout } from '../state/state-column.ts';
import type { DataType } from '../types/data-type.ts';
import { keyText, type KeyColumn } from './key-columns.ts';

/** Reads the flat key of a row: ids for strings and for values without fixed size, scalars else. */
export type KeyReader = (row: number, into: Scalar[]) => void;

/** A reader of the keys at the given positions of a batch; all strings must lie in `interner`. */
export function keyReader(
  batch: RecordBatch,
  keys: readonly KeyColumn[],
  positions: readonly number[],
  interner: Interner,
): KeyReader {
  const readers = keys.map((key, i) => flatReader(batch.columns[positions[i]!]!, key.type, key.nullable, interner));
  return (row, into) => {
    into.length = 0;
    for (const read of readers) read(row, into, false);
  };
}

type FlatReader = (row: number, into: Scalar[], isNull: boolean) => void;

function flatReader(vector: Vector, type: DataType, nullable: boolean, interner: Interner): FlatReader {
  if (type.kind === 'struct' && vector.layout === 'struct') {
    const fields = type.fields.map((f, k) => flatReader(vector.children[k]!, f.type, nullable || f.nullable, interner));
    return (row, into, outer) => {
      const isNull = outer || (vector.valid !== null && vector.valid[row] === 0);
      if (nullable) into.push(isNull ? 0 : 1);
      for (const read of fields) read(row, into, isNull);
    };
  }
  const layout = stateLayout(type, 'key');
  return (row, into, outer) => {
    if (outer || (vector.valid !== null && vector.valid[row] === 0)) into.push(layout === 'id' ? -1 : null);
    else if (type.kind === 'string' && vector.layout === 'string') into.push(idOf(vector, row, interner));
    else into.push(flatScalar(scalarAt(vector, row), type, interner));
  };
}

function idOf({ texts, data }: TextVector, row: number, interner: Interner): number {
  const id = data[row]!;
  return texts === interner ? id : interner.internRange(texts.arena, texts.starts[id]!, texts.ends[id]!);
}

function flatScalar(value: Scalar, type: DataType, interner: Interner): Scalar {
  switch (stateLayout(type, 'key')) {
    case 'id':
      return interner.intern(type.kind === 'string' ? (value as string) : keyText(value, type));
    case 'f64':
      return (value as number) + 0;
    default:
      return typeof value === 'boolean' ? (value ? 1 : 0) : value;
  }
}
