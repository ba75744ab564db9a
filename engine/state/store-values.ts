import { Int128Array } from '../columnar/int128-array.ts';
import { setStateScalar, wordsOf, type StateColumn, type StateLayout, type StateValues } from './state-column.ts';

/** Stores one value of a column at a place of a state's column. */
export type Store = (column: StateColumn, place: number, row: number) => void;

/** Layouts of values that lie in memory as they are, in vectors as in columns of a state. */
export const IN_MEMORY: readonly StateLayout[] = ['bool', 'i32', 'i64', 'i128', 'f32', 'f64'];

/** What stores values of a column, by its rows. The columns it stores in are of the same layout and own nothing. */
export function storing({ data, valid }: StateValues): Store {
  const put = storingPresent(data);
  if (valid === null) return put;
  return (column, place, row) => {
    if (valid[row] === 0) setStateScalar(column, place, null);
    else put(column, place, row);
  };
}

function storingPresent(data: StateValues['data']): Store {
  const words = wordsOf(data);
  if (words !== null) {
    const width = data instanceof Int128Array ? 4 : 2;
    return (column, place, row) => {
      for (let k = 0; k < width; k++) column.words![width * place + k] = words[width * row + k]!;
      if (column.valid !== null) column.valid[place] = 1;
    };
  }
  const values = data as Exclude<StateValues['data'], Int128Array>;
  return (column, place, row) => {
    (column.data as typeof values)[place] = values[row]!;
    if (column.valid !== null) column.valid[place] = 1;
  };
}
