import { layoutOf } from '../../../columnar/vector.ts';
import type { VectorData } from '../../../columnar/vector-data.ts';
import { divide, type Words } from '../../../types/int128.ts';
import {
  DAY_TIME_INTERVAL,
  DOUBLE,
  LONG,
  YEAR_MONTH_INTERVAL,
  type DataType,
  type DecimalType,
} from '../../../types/data-type.ts';
import { divideHalfUp, fitsPrecision, pow10, decimalToText } from '../../../types/decimal.ts';
import { decimalOutOfRange } from '../../casts/cast-failure.ts';
import { defineAggregate, type AggregateCode } from '../../define-function.ts';
import { coerced } from '../../signature.ts';
import { boundedDecimal } from '../../type-coercion.ts';
import { mergeSums, whenPresent } from '../../aggregate-code.ts';
import { addToRun, mergeRuns, RUN, storeRun, wholeOfRun } from '../../run-of-doubles.ts';
import { addToWide, mergeWide, storeWide, WIDE_SUM, wholeOfWide } from '../../wide-sum.ts';
import { SUMMABLE } from './sum.ts';

export function avgType(type: DataType): DataType {
  if (type.kind === 'decimal') return boundedDecimal(type.precision + 4, type.scale + 4);
  if (type.kind === 'year_month_interval') return YEAR_MONTH_INTERVAL;
  return type.kind === 'day_time_interval' ? DAY_TIME_INTERVAL : DOUBLE;
}

/** A sum of doubles (in the order of the rows) or of exact integers, and a count. */
export function avgCode(type: DataType): AggregateCode {
  if (type.kind === 'decimal') return layoutOf(type) === 'i64' ? shortDecimalAverage(type) : wideAverage(type);
  const exact = type.kind.endsWith('interval');
  const sumType: DataType = exact ? { kind: 'decimal', precision: 38, scale: 0 } : DOUBLE;
  const convert =
    type.kind === 'long'
      ? (v: string) => `Number(${v})`
      : type.kind === 'year_month_interval'
        ? (v: string) => `BigInt(${v})`
        : (v: string) => v;
  const changed =
    (op: '+' | '-'): AggregateCode['update'] =>
    ([sum, n], parts, g) =>
      whenPresent(
        parts,
        g,
        ([value]) => `${sum!.set(`${sum!.get} ${op} ${convert(value!)}`)}\n${n!.set(`${n!.get} ${op} 1n`)}`,
      );
  return {
    buffer: [
      { type: sumType, nullable: false, initial: exact ? 0n : 0 },
      { type: LONG, nullable: false, initial: 0n },
    ],
    update: changed('+'),
    merge: mergeSums,
    anyOrder: true,
    ...(exact ? { remove: changed('-') } : { gives: { sum: 0, count: 1 } }),
    result: ([sum, n]) => (n === 0n ? null : average(type, sum, n as bigint)),
  };
}

/** Decimals of 64 bits, summed by doubles as far as those are exact. */
function shortDecimalAverage(type: DecimalType): AggregateCode {
  const changed =
    (op: '+' | '-'): AggregateCode['update'] =>
    ([run, total, n], parts, g) =>
      whenPresent(parts, g, ([value]) => `${addToRun(run!, total!, value!, g, op)}\n${n!.set(`${n!.get} ${op} 1n`)}`);
  return {
    buffer: [...RUN, { type: LONG, nullable: false, initial: 0n }],
    update: changed('+'),
    merge([run, total, n], [otherRun, otherTotal, otherN], g) {
      const sums = mergeRuns([run!, total!], [otherRun!, otherTotal!], g);
      return `${sums}\n${n!.set(`${n!.get} + ${otherN!.get}`)}`;
    },
    anyOrder: true,
    remove: changed('-'),
    result: ([run, total, n]) => (n === 0n ? null : average(type, wholeOfRun(run, total), n as bigint)),
    resultWords(out, [runs, totals, counts], row) {
      storeRun(out, runs!, totals!, row);
      return storeAverage(out, counts!, row, type);
    },
  };
}

/** Decimals of 128 bits. */
function wideAverage(type: DecimalType): AggregateCode {
  const changed =
    (op: '+' | '-'): AggregateCode['update'] =>
    ([sum, lacks, n], parts, g) =>
      whenPresent(
        parts,
        g,
        (_, [value]) => `${addToWide([sum!, lacks!], value!, type, g, op)}\n${n!.set(`${n!.get} ${op} 1n`)}`,
      );
  return {
    buffer: [...WIDE_SUM, { type: LONG, nullable: false, initial: 0n }],
    update: changed('+'),
    merge([sum, lacks, n], [otherSum, otherLacks, otherN], g) {
      const sums = mergeWide([sum!, lacks!], [otherSum!, otherLacks!], g);
      return `${sums}\n${n!.set(`${n!.get} + ${otherN!.get}`)}`;
    },
    anyOrder: true,
    remove: changed('-'),
    result: ([sum, lacks, n]) => (n === 0n ? null : average(type, wholeOfWide(sum, lacks), n as bigint)),
    resultWords: (out, [sums, lacks, counts], row) =>
      storeWide(out, sums!, lacks!, row) ? storeAverage(out, counts!, row, type) : null,
  };
}

/** Most rows of a group whose sum is divided as words. */
const MOST_ROWS = 2 ** 36;

/** Puts an average in the place of its sum. @returns false where there are no rows, null where that is no way to it */
function storeAverage(out: Words, counts: VectorData, row: number, type: DecimalType): boolean | null {
  const n = Number((counts as BigInt64Array)[row]);
  if (n === 0) return false;
  const to = avgType(type) as DecimalType;
  return n <= MOST_ROWS && divide(out, out, 0, to.scale - type.scale, n, to.precision) ? true : null;
}

function average(type: DataType, sum: unknown, n: bigint): unknown {
  if (type.kind === 'decimal') {
    const to = avgType(type) as { precision: number; scale: number };
    const value = divideHalfUp((sum as bigint) * pow10(to.scale - type.scale), n);
    if (!fitsPrecision(value, to.precision))
      throw decimalOutOfRange(decimalToText(value, to.scale), to.precision, to.scale);
    return value;
  }
  if (type.kind === 'year_month_interval') return Number(divideHalfUp(sum as bigint, n));
  return type.kind === 'day_time_interval' ? divideHalfUp(sum as bigint, n) : (sum as number) / Number(n);
}

export const avg = defineAggregate({
  name: 'avg',
  aliases: ['mean'],
  group: 'aggregate',
  description: 'The average of expr over the rows in which it is not NULL; NULL when there are none.',
  parameters: ['expr'],
  examples: [{ sql: 'avg(x)', over: { x: '5, 10, NULL, 15' }, result: '10.0' }],
  bind(given, context) {
    const args = coerced({ args: [SUMMABLE] }, given, context);
    const { type } = args[0]!;
    return { args, type: avgType(type), nullable: true, code: avgCode(type) };
  },
});
