import { checkArraySize } from '../../result-size.ts';
import { RuntimeError } from '../../../types/errors.ts';
import { array, DOUBLE, type DataType } from '../../../types/data-type.ts';
import type { Scalar } from '../../../columnar/vector.ts';
import { compareScalars } from '../../../types/compare.ts';
import { collectRows, collectValues } from '../../aggregate-code.ts';
import { nonFoldable, typeMismatch } from '../../analysis-errors.ts';
import { defineAggregate, type AggregateFunction, type BindContext } from '../../define-function.ts';
import { evaluateConstant, isConstant } from '../../evaluate.ts';
import { KeptIntegers, type KeptValues } from '../../kept-values.ts';
import { OrderStatistics, placesOf } from '../../order-statistics.ts';
import { prettySql } from '../../pretty-sql.ts';
import { setKey } from '../../scalar-key.ts';
import { accepted, checkCount, coerced } from '../../signature.ts';
import {
  anyOf,
  arrayOf,
  BIGINT,
  BOOL,
  DAY_TIME,
  FLOATING,
  INT,
  NUMERIC,
  YEAR_MONTH,
  DAY,
  INSTANT,
  WALL_CLOCK,
} from '../../type-pattern.ts';
import type { TypedExpression } from '../../typed.ts';
import { noRows, rowOf } from '../../word-rows.ts';
import { isOrderable } from '../operator/comparison.ts';

const MEASURE = anyOf(NUMERIC, YEAR_MONTH, DAY_TIME);

/** The fraction (or fractions) of a percentile, checked. */
function fractions(
  given: readonly TypedExpression[],
  context: BindContext,
): { values: number[]; many: boolean; arg: TypedExpression } {
  const arg = accepted(given[1]!, 1, anyOf(FLOATING, arrayOf(FLOATING)), given, context);
  if (!isConstant(arg)) throw nonFoldable(context.sql(given), prettySql(arg), 'DOUBLE');
  const value = evaluateConstant(arg);
  if (value === null) throw typeMismatch('UNEXPECTED_NULL', context.sql(given), 'The `percentage` must not be null.');
  const values = (Array.isArray(value) ? value : [value]) as number[];
  if (values.some((p) => p === null || p < 0 || p > 1)) {
    throw typeMismatch(
      'VALUE_OUT_OF_RANGE',
      context.sql(given),
      `The percentage must be between [0.0, 1.0] (current value = ${values.join(', ')}).`,
    );
  }
  return { values, many: Array.isArray(value), arg };
}

/** The double of a number in the unit of its type. */
function inUnit(type: DataType): (x: number) => number {
  if (type.kind === 'decimal') return (x) => x / 10 ** type.scale;
  return (x) => x;
}

/** Numbers by their place in an order. */
type Places = Pick<OrderStatistics, 'length' | 'at'>;

const backwards = (order: Places): Places => ({
  length: order.length,
  at: (place) => order.at(order.length - 1 - place),
});

/** Values in ascending order as doubles. */
function ordered(values: KeptValues, read: (x: number) => number): Places {
  const numbers = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) numbers[i] = read(values.double(i));
  return new OrderStatistics(numbers);
}

function interpolated(order: Places, p: number): number {
  const at = (order.length - 1) * p;
  const [low, high] = [Math.floor(at), Math.ceil(at)];
  const below = order.at(low);
  if (low === high) return below;
  const above = order.at(high);
  return below === above ? below : (high - at) * below + (at - low) * above;
}

/** The first place that is not before a fraction of so many. */
const placeOf = (p: number, length: number): number => Math.max(0, Math.ceil(p * length) - 1);

function percentileResult(type: DataType): { type: DataType; back: (x: number) => unknown } {
  if (type.kind === 'year_month_interval')
    return { type: { kind: 'year_month_interval', start: 'year', end: 'month' }, back: Math.trunc };
  if (type.kind === 'day_time_interval')
    return { type: { kind: 'day_time_interval', start: 'day', end: 'second' }, back: (x) => BigInt(Math.trunc(x)) };
  return { type: DOUBLE, back: (x) => x };
}

export const percentile = defineAggregate({
  name: 'percentile',
  group: 'aggregate',
  description: 'The exact percentile, between two values by straight line.',
  parameters: ['expr', 'percentage', 'frequency?'],
  examples: [{ sql: 'percentile(x, 0.3)', over: { x: '0, 10' }, result: '3.0' }],
  bind(given, context) {
    checkCount(given.length, 2, 3, context.functionName);
    const measure = accepted(given[0]!, 0, MEASURE, given, context);
    const { values, many, arg } = fractions(given, context);
    const frequency = given[2] === undefined ? undefined : accepted(given[2], 2, BIGINT, given, context);
    const result = percentileResult(measure.type);
    const read = inUnit(measure.type);
    const shown = context.sql(given.length === 2 ? [given[0]!, arg, ONE] : given);
    const finish = (order: Places): unknown => {
      if (order.length === 0) return null;
      const found = values.map((p) => result.back(interpolated(order, p)));
      return many ? found : found[0];
    };
    const code =
      frequency === undefined
        ? collectValues(measure.type, (list) => finish(ordered(list, read)))
        : collectRows(PAIR, (rows) => {
            const numbers = rows.flatMap(([v, n]) =>
              v === null || n === null ? [] : weighted(read(Number(v)), Number(n)),
            );
            return finish(new OrderStatistics(Float64Array.from(numbers)));
          });
    const args = frequency === undefined ? [measure] : [measure, frequency];
    return { args, type: many ? array(result.type, false) : result.type, nullable: true, code, pretty: shown };
  },
});

function weighted(value: number, frequency: number): number[] {
  if (frequency < 0) throw negativeFrequency(frequency);
  checkArraySize(frequency, 'percentile');
  return new Array<number>(frequency).fill(value);
}

const negativeFrequency = (frequency: number): RuntimeError =>
  new RuntimeError({
    condition: '_LEGACY_ERROR_TEMP_2013',
    message: `Negative values found in ${frequency}.`,
    hint: 'A frequency says how often a value counts.',
  });

const ONE: TypedExpression = { node: 'literal', value: 1, type: { kind: 'integer' }, nullable: false };
const PAIR: DataType = { kind: 'struct', fields: [] };

export const median = defineAggregate({
  name: 'median',
  group: 'aggregate',
  description: 'The value in the middle.',
  parameters: ['expr'],
  examples: [{ sql: 'median(x)', over: { x: '0, 10, 40' }, result: '10.0' }],
  bind(given, context) {
    const args = coerced({ args: [MEASURE] }, given, context);
    const { type } = args[0]!;
    const result = percentileResult(type);
    const read = inUnit(type);
    const code = collectValues(type, (list) =>
      list.length === 0 ? null : result.back(interpolated(ordered(list, read), 0.5)),
    );
    return { args, type: result.type, nullable: true, code };
  },
});

export const percentileApprox = defineAggregate({
  name: 'percentile_approx',
  aliases: ['approx_percentile'],
  group: 'aggregate',
  description: 'The smallest value that is not below a fraction of all values.',
  parameters: ['expr', 'percentage', 'accuracy?'],
  examples: [{ sql: 'percentile_approx(x, 0.5)', over: { x: '0, 1, 2, 10' }, result: '1' }],
  bind(given, context) {
    checkCount(given.length, 2, 3, context.functionName);
    const takes = anyOf(NUMERIC, DAY, INSTANT, WALL_CLOCK, YEAR_MONTH, DAY_TIME);
    const measure = accepted(given[0]!, 0, takes, given, context);
    const { values, many, arg } = fractions(given, context);
    const accuracy = given[2] === undefined ? undefined : accepted(given[2], 2, INT, given, context);
    const size = accuracy === undefined ? 10000 : Number(evaluateConstant(accuracy));
    if (!(size > 0)) {
      throw typeMismatch(
        'VALUE_OUT_OF_RANGE',
        context.sql(given),
        `The accuracy must be between (0, 2147483647] (current value = ${size}).`,
      );
    }
    const finish = (list: KeptValues): Scalar => {
      if (list.length === 0) return null;
      const at = placesOf(list, measure.type);
      const found = values.map((p) => at(placeOf(p, list.length)));
      return many ? found : found[0]!;
    };
    const shown = context.sql(
      given.length === 2 ? [given[0]!, arg, { ...ONE, value: 10000 } as TypedExpression] : given,
    );
    const type = many ? array(measure.type, false) : measure.type;
    return { args: [measure], type, nullable: true, code: collectValues(measure.type, finish), pretty: shown };
  },
});

/** The value that comes most often; of several the first, the smallest (1) or the largest (-1). */
function modeOf(type: DataType, ties: 0 | 1 | -1): (values: KeptValues) => Scalar {
  const compare = compareScalars(type);
  return (values) => {
    const { places, counts } = countsOf(values, type);
    let best = -1;
    for (let i = 0; i < places.length; i++) {
      const more = best < 0 ? 1 : counts[i]! - counts[best]!;
      if (more < 0 || (more === 0 && ties === 0)) continue;
      if (more > 0 || ties * compare(values.at(places[i]!), values.at(places[best]!)) < 0) best = i;
    }
    return best < 0 ? null : values.at(places[best]!);
  };
}

/** Different values by the place of the first, and how many of each there are. */
function countsOf(values: KeptValues, type: DataType): { readonly places: number[]; readonly counts: number[] } {
  const [places, counts]: [number[], number[]] = [[], []];
  const numberOf = values instanceof KeptIntegers ? numberOfWords(values) : numberOfKey(values, type);
  for (let place = 0; place < values.length; place++) {
    const number = numberOf(place);
    if (number === places.length) places.push(place);
    counts[number] = (counts[number] ?? 0) + 1;
  }
  return { places, counts };
}

/** Numbers different values as they come. */
function numberOfWords({ list, width }: KeptIntegers): (place: number) => number {
  const rows = noRows();
  return (place) => rowOf(rows, list.words, width * place, width * (place + 1));
}

function numberOfKey(values: KeptValues, type: DataType): (place: number) => number {
  const key = setKey(type);
  const numbers = new Map<unknown, number>();
  return (place) => {
    const same = key(values.at(place));
    const number = numbers.get(same) ?? numbers.size;
    numbers.set(same, number);
    return number;
  };
}

export const mode: AggregateFunction = defineAggregate({
  name: 'mode',
  group: 'aggregate',
  description: 'The value that comes most often; of several the smallest when deterministic is true, else the first.',
  parameters: ['expr', 'deterministic?'],
  examples: [{ sql: 'mode(x)', over: { x: '0, 10, 10' }, result: '10' }],
  bind(given, context) {
    checkCount(given.length, 1, 2, context.functionName);
    const { type } = given[0]!;
    const sure = given[1] !== undefined && evaluateConstant(accepted(given[1], 1, BOOL, given, context)) === true;
    const shown = prettySql(given[0]!, context.timeZone);
    const pretty = sure ? `mode() WITHIN GROUP (ORDER BY ${shown} DESC)` : context.sql(given);
    return { args: [given[0]!], type, nullable: true, code: collectValues(type, modeOf(type, sure ? 1 : 0)), pretty };
  },
  bindOrdered(given, orders, context) {
    checkCount(given.length, 0, 0, context.functionName);
    const { expression, descending } = orders[0]!;
    if (!isOrderable(expression.type)) {
      throw typeMismatch(
        'INVALID_ORDERING_TYPE',
        context.sql([expression]),
        'The `mode` does not support ordering on this type.',
      );
    }
    // Spark shows the order the other way round.
    const pretty = `mode() WITHIN GROUP (ORDER BY ${prettySql(expression, context.timeZone)}${descending ? '' : ' DESC'})`;
    const code = collectValues(expression.type, modeOf(expression.type, descending ? -1 : 1));
    return { args: [expression], type: expression.type, nullable: true, code, pretty };
  },
});

/** `percentile_cont(p) WITHIN GROUP (ORDER BY x)` and its discrete sister. */
const orderedPercentile = (
  name: string,
  description: string,
  shown: string,
  pick: (order: Places, p: number) => number,
): AggregateFunction =>
  defineAggregate({
    name,
    group: 'aggregate',
    description,
    parameters: ['percentage'],
    examples: [{ sql: `${name}(0.25) WITHIN GROUP (ORDER BY x)`, over: { x: '0, 10' }, result: shown }],
    bind(_, context) {
      throw typeMismatch('WITHIN_GROUP_MISSING', context.functionName, 'WITHIN GROUP is required for this function.');
    },
    bindOrdered(given, orders, context) {
      checkCount(given.length, 1, 1, context.functionName);
      const { expression, descending } = orders[0]!;
      const measure = accepted(expression, 0, MEASURE, [expression], context);
      const { values, many, arg } = fractions([measure, given[0]!], context);
      const result = percentileResult(measure.type);
      const read = inUnit(measure.type);
      const finish = (list: KeptValues): unknown => {
        if (list.length === 0) return null;
        const ascending = ordered(list, read);
        const order = descending ? backwards(ascending) : ascending;
        const found = values.map((p) => result.back(pick(order, p)));
        return many ? found : found[0];
      };
      const type = many ? array(result.type, false) : result.type;
      const pretty = `${context.sql([arg])} WITHIN GROUP (ORDER BY ${prettySql(expression)}${descending ? ' DESC' : ''})`;
      return { args: [measure], type, nullable: true, code: collectValues(measure.type, finish), pretty };
    },
  });

export const percentileCont = orderedPercentile(
  'percentile_cont',
  'The percentile of an order, between two values by straight line.',
  '2.5',
  interpolated,
);
export const percentileDisc = orderedPercentile(
  'percentile_disc',
  'The first value of an order that is not before the percentile.',
  '0.0',
  (order, p) => order.at(placeOf(p, order.length)),
);
