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
import { longOfInt } from '../../../types/exact-long.ts';
import { decimalOutOfRange } from '../../casts/cast-failure.ts';
import { defineAggregate, type AggregateCode } from '../../define-function.ts';
import { coerced } from '../../signature.ts';
import { boundedDecimal } from '../../type-coercion.ts';
import { mergeSums, whenPresent } from '../../aggregate-code.ts';
import { decimalSumOf } from '../../decimal-sum.ts';
import { RUN_OF_DOUBLES } from '../../run-of-doubles.ts';
import { SUMMABLE, sumType } from './sum.ts';

export function avgType(type: DataType): DataType {
  if (type.kind === 'decimal') return boundedDecimal(type.precision + 4, type.scale + 4);
  if (type.kind === 'year_month_interval') return YEAR_MONTH_INTERVAL;
  return type.kind === 'day_time_interval' ? DAY_TIME_INTERVAL : DOUBLE;
}

/** A sum and a count. */
export const avgCode = (type: DataType): AggregateCode =>
  type.kind === 'decimal' || type.kind.endsWith('interval') ? exactAverage(type) : averageOfDoubles(type);

/** The sum is one of doubles, in the order of the rows. */
function averageOfDoubles(type: DataType): AggregateCode {
  return {
    buffer: [
      { type: DOUBLE, nullable: false, initial: 0 },
      { type: LONG, nullable: false, initial: 0n },
    ],
    update: ([sum, n], parts, g) =>
      whenPresent(parts, g, ([value], [part]) => {
        const double = type.kind === 'long' ? g.nearestDouble(part!) : value;
        return `${sum!.set(`${sum!.get} + ${double}`)}\n${n!.set(`${n!.get} + 1n`)}`;
      }),
    merge: mergeSums,
    anyOrder: true,
    gives: { sum: 0, count: 1 },
    result: ([sum, n]) => (n === 0n ? null : (sum as number) / Number(n)),
    shows: [
      { name: 'sum', type: DOUBLE, nullable: true, slot: 0 },
      { name: 'count', type: LONG, nullable: true, slot: 1 },
    ],
  };
}

/** The sum is a whole number: of unscaled values, months or microseconds. */
function exactAverage(type: DataType): AggregateCode {
  const total = type.kind === 'decimal' ? decimalSumOf(type) : RUN_OF_DOUBLES;
  const changed =
    (op: '+' | '-'): AggregateCode['update'] =>
    ([first, second, n], parts, g) =>
      whenPresent(parts, g, (_, [part]) => {
        const whole =
          type.kind === 'year_month_interval'
            ? { code: '', isNull: 'false', value: `${g.constant(longOfInt)}(${part!.value})` }
            : part!;
        return `${total.changed([first!, second!], whole, type, g, op)}\n${n!.set(`${n!.get} ${op} 1n`)}`;
      });
  return {
    buffer: [...total.slots, { type: LONG, nullable: false, initial: 0n }],
    update: changed('+'),
    merge([first, second, n], [otherFirst, otherSecond, otherN], g) {
      const sums = total.merged([first!, second!], [otherFirst!, otherSecond!], g);
      return `${sums}\n${n!.set(`${n!.get} + ${otherN!.get}`)}`;
    },
    anyOrder: true,
    remove: changed('-'),
    shows: [
      { name: 'sum', type: sumType(type), nullable: true, slot: 0, as: total.form },
      { name: 'count', type: LONG, nullable: true, slot: 2 },
    ],
    result: ([first, second, n]) => (n === 0n ? null : average(type, total.whole(first, second), n as bigint)),
    ...(type.kind === 'decimal'
      ? {
          resultWords: (out, [sums, more, counts], row) =>
            total.store(out, sums!, more!, row) ? storeAverage(out, counts!, row, type) : null,
        }
      : {}),
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

function average(type: DataType, sum: bigint, n: bigint): unknown {
  if (type.kind !== 'decimal') {
    const whole = divideHalfUp(sum, n);
    return type.kind === 'year_month_interval' ? Number(whole) : whole;
  }
  const to = avgType(type) as DecimalType;
  const value = divideHalfUp(sum * pow10(to.scale - type.scale), n);
  if (fitsPrecision(value, to.precision)) return value;
  throw decimalOutOfRange(decimalToText(value, to.scale), to.precision, to.scale);
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
