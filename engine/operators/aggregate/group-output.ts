import type { Interner } from '../../columnar/interner.ts';
import { Int128Array } from '../../columnar/int128-array.ts';
import { concatVectors } from '../../columnar/concat.ts';
import { layoutOf, type RecordBatch, type Scalar, type Vector } from '../../columnar/vector.ts';
import { itemType } from '../../columnar/item-type.ts';
import { valueAt } from '../../columnar/vector-data.ts';
import { VectorBuilder } from '../../columnar/vector-builder.ts';
import { stateVector, wordsOf, type StateColumn, type StateValues } from '../../state/state-column.ts';
import type { StateTable } from '../../state/state-table.ts';
import type { AggregateCode } from '../../expressions/define-function.ts';
import { keptIntegers, keptWords } from '../../expressions/kept-values.ts';
import type { DataType, StructType } from '../../types/data-type.ts';
import { setInteger } from '../../types/int128.ts';
import type { AggregateOperator } from './aggregate.ts';
import type { AggregateColumn } from './plan.ts';

/** Collects groups of several tables into one batch. */
export class GroupOutput {
  private readonly operator: AggregateOperator;
  private readonly schema: StructType;
  private readonly interner: Interner;
  private readonly parts: (readonly Vector[])[] = [];
  private length = 0;

  constructor(operator: AggregateOperator, schema: StructType, interner: Interner) {
    this.operator = operator;
    this.schema = schema;
    this.interner = interner;
  }

  /** @param rows null for all */
  add(bucket: string, table: StateTable, rows: Int32Array | null): void {
    const count = rows === null ? table.count : rows.length;
    if (count === 0) return;
    const keys = this.operator.keyColumnsOf(bucket, table, rows, this.interner);
    let slot = 0;
    const results = this.operator.aggregates.map((aggregate) => {
      const columns = table.values.slice(slot, slot + aggregate.expression.code.buffer.length);
      slot += columns.length;
      return resultColumn(aggregate, columns, rows, count);
    });
    this.parts.push([...keys, ...results]);
    this.length += count;
  }

  finish(): RecordBatch {
    const columns = this.schema.fields.map((field, i) =>
      concatVectors(
        this.parts.map((part) => part[i]!),
        field.type,
      ),
    );
    return { schema: this.schema, columns, length: this.length };
  }
}

/** The results of one aggregate for some rows of a table. @param columns its slots @param rows null for the first `count` */
export function resultColumn(
  { attribute, expression }: AggregateColumn,
  columns: readonly StateColumn[],
  rows: Int32Array | null,
  count: number,
): Vector {
  const { code } = expression;
  const { gives } = code;
  if (gives !== undefined && 'slot' in gives) {
    const whole = slotVector(stateVector(columns[gives.slot]!, rows, count), attribute.type);
    if (whole !== null) return whole;
  } else if (gives !== undefined && 'integers' in gives) {
    return integerLists(stateVector(columns[gives.integers]!, rows, count), attribute.type);
  } else if (gives !== undefined && columns[gives.sum]!.layout === 'f64') {
    return quotients(stateVector(columns[gives.sum]!, rows, count), stateVector(columns[gives.count]!, rows, count));
  }
  const slots = columns.map((column) => stateVector(column, rows, count));
  const buffer = new Array<Scalar>(slots.length);
  const resultOf = (row: number): Scalar => {
    for (let k = 0; k < buffer.length; k++) buffer[k] = slotValue(slots[k]!, row);
    return code.result(buffer);
  };
  if (code.resultWords !== undefined) return decimals(code, attribute.type, slots, count, resultOf);
  const builder = new VectorBuilder(attribute.type, count);
  for (let i = 0; i < count; i++) builder.append(resultOf(i));
  return builder.finish();
}

/** Results that are stored as words. */
function decimals(
  { resultWords }: AggregateCode,
  type: DataType,
  slots: readonly StateValues[],
  count: number,
  resultOf: (row: number) => Scalar,
): Vector {
  const arrays = slots.map((slot) => slot.data);
  const data = layoutOf(type) === 'i128' ? new Int128Array(count) : new BigInt64Array(count);
  const words = wordsOf(data)!;
  const width = words.length / count;
  const one = new Int32Array(4);
  let valid: Uint8Array | null = null;
  for (let row = 0; row < count; row++) {
    let isThere = resultWords!(one, arrays, row);
    if (isThere === null) {
      const value = resultOf(row) as bigint | null;
      isThere = value !== null;
      if (value !== null) setInteger(one, 0, value);
    }
    if (isThere) for (let k = 0; k < width; k++) words[width * row + k] = one[k]!;
    else (valid ??= new Uint8Array(count).fill(1))[row] = 0;
  }
  return { layout: layoutOf(type), valid, data } as Vector;
}

/** A slot as a column of the result, or null when its values lie otherwise there. */
function slotVector({ layout, data, valid }: StateValues, type: DataType): Vector | null {
  if (layout !== layoutOf(type)) return null;
  if (layout !== 'object') return { layout, valid, data } as Vector;
  const values = data as Scalar[];
  const present = values.includes(null) ? Uint8Array.from(values, (value) => (value === null ? 0 : 1)) : null;
  return { layout, valid: present, data: values };
}

/** Integers that groups keep as words, as the items of lists. */
function integerLists({ data }: StateValues, type: DataType): Vector {
  const element = itemType(type);
  const width = keptWords(element);
  const lists = (data as readonly Scalar[]).map((slot) => keptIntegers(slot, width));
  const ends = new Int32Array(lists.length);
  let total = 0;
  for (let i = 0; i < lists.length; i++) ends[i] = total += lists[i]!.count;
  const items = layoutOf(element) === 'i128' ? new Int128Array(total) : new BigInt64Array(total);
  const words = wordsOf(items)!;
  const starts = Int32Array.from(ends, (_, i) => (i === 0 ? 0 : ends[i - 1]!));
  for (const [i, list] of lists.entries()) words.set(list.words.subarray(0, width * list.count), width * starts[i]!);
  return {
    layout: 'list',
    valid: null,
    starts,
    ends,
    items: { layout: layoutOf(element), valid: null, data: items } as Vector,
  };
}

/** Sums of doubles by their counts, null where there is none. */
function quotients(sums: StateValues, counts: StateValues): Vector {
  const [sum, count] = [sums.data as Float64Array, counts.data as BigInt64Array];
  const data = new Float64Array(sum.length);
  let valid: Uint8Array | null = null;
  for (let i = 0; i < data.length; i++) {
    const n = Number(count[i]!);
    if (n === 0) (valid ??= new Uint8Array(data.length).fill(1))[i] = 0;
    else data[i] = sum[i]! / n;
  }
  return { layout: 'f64', valid, data };
}

function slotValue({ layout, data, valid }: StateValues, row: number): Scalar {
  if (valid !== null && valid[row] === 0) return null;
  const value = valueAt(data, row);
  return layout === 'bool' ? value === 1 : value;
}
