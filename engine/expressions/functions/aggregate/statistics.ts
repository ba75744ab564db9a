import { DOUBLE, LONG } from '../../../types/data-type.ts';
import { foldNumbers, mergeSums, slotResult, whenPresent } from '../../aggregate-code.ts';
import { defineAggregate, type AggregateCode, type AggregateFunction } from '../../define-function.ts';
import { coerced } from '../../signature.ts';
import { FLOATING, NUMERIC } from '../../type-pattern.ts';
import { avgCode, avgType } from './avg.ts';

/** Count, mean and the central moments up to the fourth, updated row by row as Spark does it, to the last bit. */
function addMoment(s: number[], x: number): void {
  const n = s[0]! + 1;
  const delta = x - s[1]!;
  const deltaN = delta / n;
  const delta2 = delta * delta;
  const deltaN2 = deltaN * deltaN;
  const m2 = s[2]! + delta * (delta - deltaN);
  const m3 = s[3]! - 3 * deltaN * m2 + delta * (delta2 - deltaN2);
  const m4 = s[4]! - 4 * deltaN * m3 - 6 * deltaN2 * m2 + delta * (delta * delta2 - deltaN * deltaN2);
  s[0] = n;
  s[1] = s[1]! + deltaN;
  s[2] = m2;
  s[3] = m3;
  s[4] = m4;
}

/** The moments of both together, as Spark merges partial ones. */
function joinMoments(s: number[], o: readonly number[]): void {
  const [n1, avg1, m21, m31, m41] = s as [number, number, number, number, number];
  const [n2, avg2, m22, m32, m42] = o as [number, number, number, number, number];
  const n = n1 + n2;
  if (n2 === 0) return;
  const delta = avg2 - avg1;
  const deltaN = delta / n;
  s[0] = n;
  s[1] = avg1 + deltaN * n2;
  s[2] = m21 + m22 + delta * deltaN * n1 * n2;
  s[3] = m31 + m32 + deltaN * deltaN * delta * n1 * n2 * (n1 - n2) + 3 * deltaN * (n1 * m22 - n2 * m21);
  s[4] =
    m41 +
    m42 +
    deltaN * deltaN * deltaN * delta * n1 * n2 * (n1 * n1 - n1 * n2 + n2 * n2) +
    6 * deltaN * deltaN * (n1 * n1 * m22 + n2 * n2 * m21) +
    4 * deltaN * (n1 * m32 - n2 * m31);
}

type Moments = (n: number, m2: number, m3: number, m4: number) => number | null;

const momentAggregate = (
  name: string,
  aliases: readonly string[],
  description: string,
  shown: string,
  result: Moments,
): AggregateFunction =>
  defineAggregate({
    name,
    ...(aliases.length === 0 ? {} : { aliases }),
    group: 'aggregate',
    description,
    parameters: ['expr'],
    examples: [{ sql: `${name}(x)`, over: { x: '1, 2, 6' }, result: shown }],
    bind(given, context) {
      const args = coerced({ args: [FLOATING] }, given, context);
      const code = foldNumbers(5, addMoment, joinMoments, ([n, , m2, m3, m4]) =>
        n === 0 ? null : result(n!, m2!, m3!, m4!),
      );
      return { args, type: DOUBLE, nullable: true, code };
    },
  });

const sample =
  (f: (variance: number) => number) =>
  (n: number, m2: number): number | null =>
    n === 1 ? null : f(m2 / (n - 1));
const itself = (x: number): number => x;

export const moments: readonly AggregateFunction[] = [
  momentAggregate(
    'stddev',
    ['stddev_samp', 'std'],
    'The standard deviation of a sample.',
    '2.6457513110645907',
    sample(Math.sqrt),
  ),
  momentAggregate('stddev_pop', [], 'The standard deviation of a population.', '2.160246899469287', (n, m2) =>
    Math.sqrt(m2 / n),
  ),
  momentAggregate('variance', ['var_samp'], 'The variance of a sample.', '7.0', sample(itself)),
  momentAggregate('var_pop', [], 'The variance of a population.', '4.666666666666667', (n, m2) => m2 / n),
  momentAggregate('skewness', [], 'The skewness.', '0.5951700641394974', (n, m2, m3) =>
    m2 === 0 ? null : (Math.sqrt(n) * m3) / Math.sqrt(m2 * m2 * m2),
  ),
  momentAggregate('kurtosis', [], 'The excess kurtosis.', '-1.5', (n, m2, _, m4) =>
    m2 === 0 ? null : (n * m4) / (m2 * m2) - 3,
  ),
];

/** State: n, mean of x, mean of y, co-moment, second moments of x and of y. */
function addPair(s: number[], x: number, y: number): void {
  const n = s[0]! + 1;
  const dx = x - s[1]!;
  const dy = y - s[2]!;
  const xAvg = s[1]! + dx / n;
  const yAvg = s[2]! + dy / n;
  s[3] = s[3]! + dx * (y - yAvg);
  s[4] = s[4]! + dx * (x - xAvg);
  s[5] = s[5]! + dy * (y - yAvg);
  s[0] = n;
  s[1] = xAvg;
  s[2] = yAvg;
}

function joinPairs(s: number[], o: readonly number[]): void {
  const [n1, x1, y1] = s as [number, number, number];
  const [n2, x2, y2] = o as [number, number, number];
  if (n2 === 0) return;
  const n = n1 + n2;
  const [dx, dy] = [x2 - x1, y2 - y1];
  const [dxN, dyN] = [dx / n, dy / n];
  s[0] = n;
  s[1] = x1 + dxN * n2;
  s[2] = y1 + dyN * n2;
  s[3] = s[3]! + o[3]! + dx * dyN * n1 * n2;
  s[4] = s[4]! + o[4]! + dx * dxN * n1 * n2;
  s[5] = s[5]! + o[5]! + dy * dyN * n1 * n2;
}

interface Pairs {
  readonly n: number;
  readonly xAvg: number;
  readonly yAvg: number;
  readonly ck: number;
  readonly xMk: number;
  readonly yMk: number;
}

function pairCode(swapped: boolean, result: (p: Pairs) => number | null): AggregateCode {
  const step = swapped ? (s: number[], y: number, x: number): void => addPair(s, x, y) : addPair;
  return foldNumbers(6, step, joinPairs, ([n, xAvg, yAvg, ck, xMk, yMk]) =>
    result({ n: n!, xAvg: xAvg!, yAvg: yAvg!, ck: ck!, xMk: xMk!, yMk: yMk! }),
  );
}

/** The pairs of the examples; one has no y. */
const PAIRS = { y: '1, 2, 2, 4, NULL', x: '1, 3, 3, 4, 5' };

/** Of two arguments; the regr_ functions take y first. */
const pairAggregate = (
  name: string,
  description: string,
  shown: string,
  result: (p: Pairs) => number | null,
): AggregateFunction =>
  defineAggregate({
    name,
    group: 'aggregate',
    description,
    parameters: name.startsWith('regr') ? ['y', 'x'] : ['expr1', 'expr2'],
    examples: [{ sql: `${name}(y, x)`, over: PAIRS, result: shown }],
    bind(given, context) {
      const args = coerced({ args: [FLOATING, FLOATING] }, given, context);
      return {
        args,
        type: DOUBLE,
        nullable: true,
        code: pairCode(name === 'regr_slope' || name === 'regr_intercept', result),
      };
    },
  });

export const pairs: readonly AggregateFunction[] = [
  pairAggregate('corr', 'The correlation of both.', '0.8947368421052629', ({ n, ck, xMk, yMk }) =>
    n < 2 ? null : ck / Math.sqrt(xMk * yMk),
  ),
  pairAggregate('covar_pop', 'The covariance of a population.', '1.0624999999999998', ({ n, ck }) =>
    n === 0 ? null : ck / n,
  ),
  pairAggregate('covar_samp', 'The covariance of a sample.', '1.4166666666666663', ({ n, ck }) =>
    n < 2 ? null : ck / (n - 1),
  ),
  pairAggregate('regr_sxy', 'The sum of products of x and y.', '4.249999999999999', ({ n, ck }) =>
    n === 0 ? null : ck,
  ),
  pairAggregate('regr_slope', 'The slope of the line of best fit.', '0.8947368421052632', ({ n, ck, xMk }) =>
    n < 1 || xMk === 0 ? null : ck / xMk,
  ),
  pairAggregate(
    'regr_intercept',
    'Where the line of best fit cuts the y axis.',
    '-0.2105263157894739',
    ({ n, xAvg, yAvg, ck, xMk }) => (n < 1 || xMk === 0 ? null : yAvg - (ck / xMk) * xAvg),
  ),
  pairAggregate('regr_r2', 'How well the line of best fit fits.', '0.8005540166204982', ({ n, ck, xMk, yMk }) => {
    if (n === 0 || yMk === 0) return null;
    const correlation = ck / Math.sqrt(xMk * yMk);
    return xMk === 0 ? 1 : correlation * correlation;
  }),
];

/** Of one of two arguments, over the rows in which neither is NULL. */
const oneOfPair = (
  name: string,
  position: 0 | 1,
  description: string,
  shown: string,
  squares: boolean,
): AggregateFunction =>
  defineAggregate({
    name,
    group: 'aggregate',
    description,
    parameters: ['y', 'x'],
    examples: [{ sql: `${name}(y, x)`, over: PAIRS, result: shown }],
    bind(given, context) {
      const args = coerced({ args: squares ? [FLOATING, FLOATING] : [NUMERIC, NUMERIC] }, given, context);
      const { type } = args[position]!;
      const inner = squares
        ? foldNumbers(5, addMoment, joinMoments, ([n, , m2]) => (n === 0 ? null : m2!))
        : avgCode(type);
      const ofOne =
        (change: AggregateCode['update']): AggregateCode['update'] =>
        (slots, parts, g) =>
          whenPresent(parts, g, (values) =>
            change(slots, [{ code: '', isNull: 'false', value: values[position]! }], g),
          );
      const code: AggregateCode = {
        ...inner,
        update: ofOne(inner.update),
        ...(inner.remove === undefined ? {} : { remove: ofOne(inner.remove) }),
      };
      return { args, type: squares ? DOUBLE : avgType(type), nullable: true, code };
    },
  });

export const halves: readonly AggregateFunction[] = [
  oneOfPair('regr_avgx', 1, 'The average of x where y and x are not NULL.', '2.75', false),
  oneOfPair('regr_avgy', 0, 'The average of y where y and x are not NULL.', '2.25', false),
  oneOfPair('regr_sxx', 1, 'The sum of squares of x where y and x are not NULL.', '4.75', true),
  oneOfPair('regr_syy', 0, 'The sum of squares of y where y and x are not NULL.', '4.749999999999999', true),
];

const counted =
  (op: '+' | '-'): AggregateCode['update'] =>
  ([slot], parts, g) =>
    whenPresent(parts, g, () => slot!.set(`${slot!.get} ${op} 1n`));

export const regrCount = defineAggregate({
  name: 'regr_count',
  group: 'aggregate',
  description: 'The number of rows in which y and x are not NULL.',
  parameters: ['y', 'x'],
  examples: [{ sql: 'regr_count(y, x)', over: PAIRS, result: '4' }],
  bind(given, context) {
    const args = coerced({ args: [FLOATING, FLOATING] }, given, context);
    const code: AggregateCode = {
      buffer: [{ type: LONG, nullable: false, initial: 0n }],
      update: counted('+'),
      merge: mergeSums,
      anyOrder: true,
      remove: counted('-'),
      ...slotResult(0),
    };
    return { args, type: LONG, nullable: false, code };
  },
});
