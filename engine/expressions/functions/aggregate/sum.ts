import { BOOLEAN, DOUBLE, isIntegral, LONG, type DataType, type DecimalType } from '../../../types/data-type.ts';
import { hasDigits } from '../../../types/int128.ts';
import { decimalToText, fitsPrecision } from '../../../types/decimal.ts';
import { overflow } from '../../arithmetic.ts';
import { decimalOutOfRange } from '../../casts/cast-failure.ts';
import { defineAggregate, type AggregateCode } from '../../define-function.ts';
import { intervalOverflow } from '../../interval-arithmetic.ts';
import { coerced } from '../../signature.ts';
import { boundedDecimal } from '../../type-coercion.ts';
import { anyOf, DAY_TIME, NUMERIC, YEAR_MONTH } from '../../type-pattern.ts';
import {
  foldInto,
  foldPresent,
  heldOrZero,
  mergePresent,
  slotResult,
  whenPresent,
  type Combine,
} from '../../aggregate-code.ts';
import { decimalSumOf } from '../../decimal-sum.ts';

export const SUMMABLE = anyOf(NUMERIC, YEAR_MONTH, DAY_TIME);

export function sumType(type: DataType): DataType {
  if (isIntegral(type)) return LONG;
  if (type.kind === 'decimal') return boundedDecimal(type.precision + 10, type.scale);
  return type.kind === 'float' ? DOUBLE : type;
}

const checked = (s: bigint): bigint => {
  if (BigInt.asIntN(64, s) !== s) throw overflow('try_sum');
  return s;
};

const checkedInterval = (s: bigint): bigint => {
  if (BigInt.asIntN(64, s) !== s) throw intervalOverflow();
  return s;
};

const checkedMonths = (s: number): number => {
  if ((s | 0) !== s) throw intervalOverflow();
  return s;
};

/** How large a float64 run of integers may grow before it is carried into the exact sum. */
const CARRY = 2 ** 52;

/** The code of a sum; `sum` decides what happens when it does not fit. */
export function sumCode(type: DataType): AggregateCode {
  if (type.kind === 'long') return exactSum(LONG, checked);
  if (isIntegral(type)) return smallIntSum();
  if (type.kind === 'day_time_interval') return exactSum(type, checkedInterval);
  if (type.kind === 'decimal') return decimalSum(type);
  const months = type.kind === 'year_month_interval';
  const added: Combine = (a, b, g) => (months ? `${g.constant(checkedMonths)}(${a} + ${b})` : `${a} + ${b}`);
  return {
    buffer: [{ type: months ? type : DOUBLE, nullable: true, initial: null }],
    update: ([slot], parts, g) =>
      whenPresent(parts, g, ([value]) => foldInto(slot!, months ? value! : `0 + ${value}`, added, g)),
    merge: mergePresent(added),
    anyOrder: true,
    ...slotResult(0),
  };
}

/** Integers are added as float64, exactly, and carried into the bigint slot before they could lose a bit. */
function smallIntSum(): AggregateCode {
  return {
    buffer: [
      { type: DOUBLE, nullable: true, initial: null },
      { type: LONG, nullable: false, initial: 0n },
    ],
    update([run, total], parts, g) {
      const put = run!.put ?? run!.set;
      return whenPresent(parts, g, ([value]) => {
        const s = g.fresh('s');
        return `const ${s} = ${heldOrZero(run!)} + ${value};
if (${s} > ${CARRY} || ${s} < -${CARRY}) { ${total!.set(`${g.constant(checked)}(${total!.get} + BigInt(${s}))`)} ${put('0')} }
else { ${put(s)} }`;
      });
    },
    anyOrder: true,
    merge([run, total], [otherRun, otherTotal], g) {
      const other = g.fresh('m');
      const s = g.fresh('s');
      const all = `${total!.get} + ${otherTotal!.get}`;
      return `const ${other} = ${otherRun!.get};
if (${other} !== null) {
const ${s} = (${run!.get} ?? 0) + ${other};
if (${s} > ${CARRY} || ${s} < -${CARRY}) { ${total!.set(`${g.constant(checked)}(${all} + BigInt(${s}))`)} ${run!.set('0')} }
else { ${total!.set(`${g.constant(checked)}(${all})`)} ${run!.set(s)} }
}`;
    },
    result: ([run, total]) => (run === null ? null : checked((total as bigint) + BigInt(run as number))),
    shows: [{ name: 'sum', type: LONG, nullable: true, slot: 0, as: 'run and total' }],
  };
}

function exactSum(type: DataType, check: (s: bigint) => bigint): AggregateCode {
  const added: Combine = (a, b, g) => `${g.constant(check)}(${a} + ${b})`;
  return {
    buffer: [{ type, nullable: true, initial: null }],
    update: foldPresent(added),
    merge: mergePresent(added),
    anyOrder: true,
    ...slotResult(0),
  };
}

/** An exact sum and whether there was any row; whether it has too many digits shows in the end. */
function decimalSum(type: DecimalType): AggregateCode {
  const to = sumType(type) as DecimalType;
  const total = decimalSumOf(type);
  const fitting = (sum: bigint): bigint => {
    if (fitsPrecision(sum, to.precision)) return sum;
    throw decimalOutOfRange(decimalToText(sum, to.scale), to.precision, to.scale);
  };
  return {
    buffer: [...total.slots, { type: BOOLEAN, nullable: false, initial: false }],
    update([first, second, some], parts, g) {
      return whenPresent(parts, g, (_, [part]) => {
        return `${total.changed([first!, second!], part!, type, g, '+')}\n${some!.set('true')}`;
      });
    },
    merge([first, second, some], [otherFirst, otherSecond, otherSome], g) {
      const sums = total.merged([first!, second!], [otherFirst!, otherSecond!], g);
      return `${sums}\n${some!.set(`${some!.get} || ${otherSome!.get}`)}`;
    },
    anyOrder: true,
    result: ([first, second, some]) => (some === true ? fitting(total.whole(first, second)) : null),
    resultWords(out, [first, second, some], row) {
      if ((some as Uint8Array)[row] === 0) return false;
      return total.store(out, first!, second!, row) && hasDigits(out, 0, to.precision) ? true : null;
    },
    shows: [
      { name: 'sum', type: to, nullable: true, slot: 0, as: total.form },
      { name: 'isEmpty', type: BOOLEAN, nullable: false, slot: 2, as: 'negated' },
    ],
  };
}

export const sum = defineAggregate({
  name: 'sum',
  group: 'aggregate',
  description: 'The sum of expr over the rows in which it is not NULL; NULL when there are none.',
  parameters: ['expr'],
  examples: [{ sql: 'sum(x)', over: { x: '5, 10, NULL, 15' }, result: '30' }],
  bind(given, context) {
    const args = coerced({ args: [SUMMABLE] }, given, context);
    const { type } = args[0]!;
    return { args, type: sumType(type), nullable: true, code: sumCode(type) };
  },
});
