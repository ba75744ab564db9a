import { isTextVector, scalarAt, type Vector } from '../../columnar/vector.ts';
import { comparePresent } from '../../types/compare.ts';
import type { ColumnOrder } from '../sort/sort-order.ts';
import { compareRanges } from '../../types/byte-ranges.ts';

/** Compares a row of some key columns with one of others: negative when it comes before. */
export type RowOrder = (a: readonly Vector[], rowOfA: number, b: readonly Vector[], rowOfB: number) => number;

/** The order that `sortedRows` makes, row by row. */
export function rowOrder(orders: readonly ColumnOrder[]): RowOrder {
  const columns = orders.map(columnOrder);
  return (a, i, b, j) => {
    for (let k = 0; k < columns.length; k++) {
      const order = columns[k]!(a[k]!, i, b[k]!, j);
      if (order !== 0) return order;
    }
    return 0;
  };
}

function columnOrder({
  type,
  descending,
  nullsFirst,
}: ColumnOrder): (a: Vector, i: number, b: Vector, j: number) => number {
  const compare = comparePresent(type);
  const sign = descending ? -1 : 1;
  return (a, i, b, j) => {
    const [aThere, bThere] = [isThere(a, i), isThere(b, j)];
    if (!aThere || !bThere) return aThere === bThere ? 0 : aThere === nullsFirst ? 1 : -1;
    if (isTextVector(a) && isTextVector(b)) {
      const [x, y] = [a.texts.bytesOf(a.data[i]!), b.texts.bytesOf(b.data[j]!)];
      return sign * compareRanges(x, 0, x.length, y, 0, y.length);
    }
    return sign * compare(scalarAt(a, i), scalarAt(b, j));
  };
}

const isThere = ({ valid }: Vector, row: number): boolean => valid === null || valid[row] === 1;
