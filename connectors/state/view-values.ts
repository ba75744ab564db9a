import type { Interner } from '../../engine/columnar/interner.ts';
import { decodeText } from '../../engine/columnar/texts.ts';
import { layoutOf, type Scalar } from '../../engine/columnar/vector.ts';
import { bucketWindow } from '../../engine/state/state-store.ts';
import { stateLayout } from '../../engine/state/state-column.ts';
import type { SumForm, ViewField } from '../../engine/state/state-view.ts';
import type { DataType } from '../../engine/types/data-type.ts';
import { fitsPrecision } from '../../engine/types/decimal.ts';
import { integerAt, longAt } from '../../engine/types/int128.ts';
import { fromJsonValue } from '../../engine/types/json-value.ts';
import type { HeldRow, HeldTable } from './held-table.ts';

/** What gives the fields of rows of a table as one STRUCT. */
export function structOf(fields: readonly ViewField[], table: HeldTable): (row: HeldRow) => Scalar[] {
  const values = fields.map((field) => valueOf(field, table));
  return (row) => values.map((value) => value(row));
}

function valueOf({ type, nullable, from }: ViewField, table: HeldTable): (row: HeldRow) => Scalar {
  switch (from.of) {
    case 'key':
      return ({ key }) => keyValue(type, nullable, key, { at: from.at }, table.interner);
    case 'value':
      return columnOf(from.at, type, table);
    case 'window':
      return ({ bucket }) => {
        const { start, end } = bucketWindow(bucket);
        return [start, end];
      };
    case 'fields': {
      const struct = structOf(from.fields, table);
      const { exists } = from;
      return exists === undefined ? struct : (row) => (row.value(exists) === true ? struct(row) : null);
    }
    case 'millis':
      return (row) => {
        const micros = row.value(from.at) as bigint | null;
        return micros === null ? -1n : micros / 1000n;
      };
    case 'sum':
      return (row) => sumOf(from.form, row.value(from.at), row.value(from.at + 1), type);
    case 'negation':
      return (row) => row.value(from.at) !== true;
    case 'count':
      return ({ count }) => BigInt(count);
    case 'index':
      return ({ index }) => BigInt(index);
    case 'nothing':
      return () => null;
  }
}

/** Takes a key of flat columns together. @param next where its first column lies; is moved behind its last */
function keyValue(
  type: DataType,
  nullable: boolean,
  key: readonly Scalar[],
  next: { at: number },
  interner: Interner,
): Scalar {
  if (type.kind !== 'struct') return keyPart(type, key[next.at++], interner);
  const isThere = !nullable || key[next.at++] === 1;
  const fields = type.fields.map((f) => keyValue(f.type, nullable || f.nullable, key, next, interner));
  return isThere ? fields : null;
}

function keyPart(type: DataType, part: Scalar, interner: Interner): Scalar {
  if (part === null) return null;
  if (stateLayout(type, 'key') !== 'id') return type.kind === 'boolean' ? part === 1 : part;
  const id = part as number;
  if (id < 0) return null;
  const text = interner.text(id);
  return type.kind === 'string' ? text : fromJsonValue(JSON.parse(text), type);
}

/** A value as it lies in a column: texts in bytes of their own, and the integers of a list in words. */
export function columnOf(at: number, type: DataType, table: HeldTable): (row: HeldRow) => Scalar {
  if (table.schema.values[at]!.owned === true)
    return (row) => {
      const bytes = row.value(at) as Uint8Array | null;
      if (bytes === null) return null;
      return type.kind === 'string' ? decodeText(bytes, 0, bytes.length) : bytes.slice();
    };
  if (type.kind !== 'array') return (row) => row.value(at);
  const { element } = type;
  return (row) => {
    const list = row.value(at);
    return list === null || Array.isArray(list) ? list : integersOf(list as IntegerWords, element);
  };
}

interface IntegerWords {
  readonly words: Int32Array;
  readonly count: number;
}

const integersOf = ({ words, count }: IntegerWords, element: DataType): bigint[] =>
  Array.from({ length: count }, (_, i) =>
    layoutOf(element) === 'i64' ? longAt(words, 2 * i) : integerAt(words, 4 * i),
  );

/** NULL where there is none, and where it has more digits than its type. */
function sumOf(form: SumForm, first: Scalar, second: Scalar, type: DataType): Scalar {
  if (first === null) return null;
  const sum = WHOLE[form](first, second);
  if (type.kind === 'decimal') return fitsPrecision(sum, type.precision) ? sum : null;
  return layoutOf(type) === 'i32' ? Number(sum) : sum;
}

/** Runs are carried at 2^52, wide sums at 2^128. */
const WHOLE: Readonly<Record<SumForm, (first: Scalar, second: Scalar) => bigint>> = {
  'run and total': (run, total) => BigInt(run as number) + (total as bigint),
  'run and carries': (run, carries) => BigInt(run as number) + (BigInt(carries as number) << 52n),
  'sum and lacks': (sum, lacks) => (sum as bigint) + (BigInt(lacks as number) << 128n),
};
