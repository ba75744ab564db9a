import type { StageRuntime } from '../../codegen/generated-runtime.ts';
import { concatBatches, concatVectors } from '../../columnar/concat.ts';
import { sliceBatch, takeRows, takeVector } from '../../columnar/take.ts';
import { isTextVector, scalarAt, type RecordBatch, type Vector } from '../../columnar/vector.ts';
import type { Attribute } from '../../expressions/typed.ts';
import { compareScalars } from '../../types/compare.ts';
import { compare } from '../../types/int128.ts';
import type { Origin } from '../../types/origin.ts';
import { hasOrderBits, orderBits } from '../sort/order-bits.ts';
import type { SortKey } from '../sort/plan.ts';
import { SortOperator } from '../sort/sort.ts';
import { sortedRows, type ColumnOrder } from '../sort/sort-order.ts';
import { compareRanges } from '../../types/byte-ranges.ts';

/** So many rows are kept at most; of more, sorting all is as good. */
export const LARGEST_TOP = 10_000;

/** The first rows in the order of the keys, kept while the others pass by; of equal rows the earlier one is before. */
export class TopOperator {
  private readonly sort: SortOperator;
  private readonly count: number;
  private kept: RecordBatch | null = null;
  /** The key columns of the rows that are kept: a key may be another one when it is computed again. */
  private keys: readonly Vector[] = [];
  /** The key columns of the row that is the last of those kept, when there are as many as wanted. */
  private bound: readonly Vector[] | null = null;

  constructor(input: readonly Attribute[], keys: readonly SortKey[], count: number, origin?: Origin) {
    this.sort = new SortOperator(input, keys, origin);
    this.count = count;
  }

  begin(): void {
    this.kept = null;
    this.keys = [];
    this.bound = null;
  }

  add(batch: RecordBatch, runtime: StageRuntime): void {
    const keys = this.sort.keysOf(batch, runtime);
    const rows = this.candidates(keys, batch.length);
    if (rows.length === 0) return;
    const whole = rows.length === batch.length;
    const more = whole ? batch : takeRows(batch, rows);
    const moreKeys = whole ? keys : keys.map((key) => takeVector(key, rows));
    const all = this.kept === null ? more : concatBatches([this.kept, more], batch.schema);
    const allKeys = moreKeys.map((key, k) =>
      this.kept === null ? key : concatVectors([this.keys[k]!, key], this.sort.orders[k]!.type),
    );
    const order = sortedRows(allKeys, this.sort.orders, all.length).subarray(0, this.count);
    this.kept = takeRows(all, order);
    this.keys = allKeys.map((key) => takeVector(key, order));
    const last = Int32Array.of(order.length - 1);
    this.bound = order.length < this.count ? null : this.keys.map((key) => takeVector(key, last));
  }

  /** The rows from `offset` on. */
  finish(offset: number): RecordBatch | null {
    return this.kept === null ? null : sliceBatch(this.kept, offset, this.count);
  }

  /** Rows that may be among the first, by their first key alone. */
  private candidates(keys: readonly Vector[], length: number): Int32Array {
    const rows = new Int32Array(length);
    const bound = this.bound?.[0];
    if (bound === undefined) {
      for (let row = 0; row < length; row++) rows[row] = row;
      return rows;
    }
    const { valid } = keys[0]!;
    const order = this.sort.orders[0]!;
    // A later row that equals the bound in its only key stays out.
    const equal = keys.length > 1;
    const boundIsNull = bound.valid !== null && bound.valid[0] === 0;
    const takesNull = boundIsNull ? equal : order.nullsFirst;
    const passes = boundIsNull ? () => !order.nullsFirst : before(keys[0]!, length, bound, order, equal);
    let count = 0;
    for (let row = 0; row < length; row++) {
      if (valid !== null && valid[row] === 0 ? takesNull : passes(row)) rows[count++] = row;
    }
    return rows.subarray(0, count);
  }
}

/** Whether the value of a row, which is not null, is before the bound, or equal to it where that is enough. */
function before(
  key: Vector,
  length: number,
  bound: Vector,
  { type, descending }: ColumnOrder,
  equal: boolean,
): (row: number) => boolean {
  const most = equal ? 0 : -1;
  const sign = descending ? -1 : 1;
  if (isTextVector(key) && isTextVector(bound)) {
    const { data, texts } = key;
    const { arena, starts, ends } = texts;
    const limit = bound.texts.bytesOf(bound.data[0]!);
    return (row) => {
      const id = data[row]!;
      return sign * compareRanges(arena, starts[id]!, ends[id]!, limit, 0, limit.length) <= most;
    };
  }
  if (key.layout === 'i128' && bound.layout === 'i128') {
    const [{ words }, limit] = [key.data, bound.data.words];
    return (row) => sign * compare(words, 4 * row, limit, 0) <= most;
  }
  if (!hasOrderBits(type)) {
    const compareTwo = compareScalars(type);
    const limit = scalarAt(bound, 0);
    return (row) => sign * compareTwo(scalarAt(key, row), limit) <= most;
  }
  const bits = orderBits(key, null, length);
  const limit = orderBits(bound, null, 1);
  if (descending) for (const side of [bits, limit]) side.complement();
  const { high, low } = bits;
  const [limitHigh, limitLow] = [limit.high[0]! >>> 0, limit.low[0]! >>> 0];
  return (row) => {
    const top = high[row]! >>> 0;
    if (top !== limitHigh) return top < limitHigh;
    const rest = low[row]! >>> 0;
    return rest < limitLow || (equal && rest === limitLow);
  };
}
