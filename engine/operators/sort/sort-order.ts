import { isTextVector, scalarAt, type Scalar, type Vector } from '../../columnar/vector.ts';
import { compareScalars } from '../../types/compare.ts';
import type { DataType } from '../../types/data-type.ts';
import { hasOrderBits, orderBits, wideOrderBits, type OrderBits } from './order-bits.ts';
import { radixSort } from './radix-sort.ts';
import { orderTexts } from './text-order.ts';

/** How one column decides the order. */
export interface ColumnOrder {
  readonly type: DataType;
  readonly descending: boolean;
  readonly nullsFirst: boolean;
}

/** The rows of some columns of `length` rows in order; equal rows keep their order. */
export function sortedRows(
  columns: readonly Vector[],
  orders: readonly ColumnOrder[],
  length: number,
): Int32Array<ArrayBuffer> {
  let rows = new Int32Array(length);
  for (let i = 0; i < length; i++) rows[i] = i;
  // Each sort keeps the order of equal rows, so the last column comes first.
  for (let k = columns.length - 1; k >= 0; k--) rows = sortBy(rows, columns[k]!, orders[k]!);
  return rows;
}

function sortBy(rows: Int32Array<ArrayBuffer>, vector: Vector, order: ColumnOrder): Int32Array<ArrayBuffer> {
  if (vector.valid === null) return sortPresent(rows, vector, order);
  const { valid } = vector;
  const present = rows.filter((row) => valid[row] === 1);
  if (present.length === rows.length) return sortPresent(rows, vector, order);
  const missing = rows.filter((row) => valid[row] === 0);
  const sorted = sortPresent(present, vector, order);
  rows.set(missing, order.nullsFirst ? 0 : sorted.length);
  rows.set(sorted, order.nullsFirst ? missing.length : 0);
  return rows;
}

/** May change the rows it is given. */
function sortPresent(
  rows: Int32Array<ArrayBuffer>,
  vector: Vector,
  { type, descending }: ColumnOrder,
): Int32Array<ArrayBuffer> {
  if (isTextVector(vector)) {
    orderTexts(rows, vector, descending);
    return rows;
  }
  if (hasOrderBits(type)) return sortByBits(rows, orderBits(vector, rows, rows.length), descending);
  if (vector.layout === 'i128') {
    const sorted = sortByBits(rows, wideOrderBits(vector.data, rows, 'low'), descending);
    return sortByBits(sorted, wideOrderBits(vector.data, sorted, 'high'), descending);
  }
  const compare = compareScalars(type);
  const sign = descending ? -1 : 1;
  const values = Array.from(rows, (row): [number, Scalar] => [row, scalarAt(vector, row)]);
  values.sort((a, b) => sign * compare(a[1], b[1]));
  return Int32Array.from(values, ([row]) => row);
}

function sortByBits(rows: Int32Array<ArrayBuffer>, bits: OrderBits, descending: boolean): Int32Array<ArrayBuffer> {
  if (descending) bits.complement();
  return radixSort(rows, bits).rows;
}
