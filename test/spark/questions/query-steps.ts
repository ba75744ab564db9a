import fc from 'fast-check';
import type { Operation } from '../../golden/judge/streaming/streaming-case.ts';
import { choice, chosen, chosenOf } from './choice.ts';
import type { Shape } from './shape.ts';

/** Which step comes, and what stands in it. */
export interface StepChoice {
  readonly kind: number;
  readonly first: number;
  readonly second: number;
  readonly some: readonly number[];
  readonly others: readonly number[];
}

export const stepChoice: fc.Arbitrary<StepChoice> = fc.record({
  kind: choice,
  first: choice,
  second: choice,
  some: fc.array(choice, { minLength: 1, maxLength: 3 }),
  others: fc.array(choice, { minLength: 1, maxLength: 4 }),
});

/** A call of a DataFrame and the columns behind it; null where it has no sense. */
export type QueryStep = (shape: Shape, given: StepChoice, at: number) => readonly [Operation, Shape] | null;

/** Calls a step on what the others gave. */
export function stepsOf(
  kinds: readonly QueryStep[],
  choices: readonly StepChoice[],
  start: readonly [readonly Operation[], Shape],
): readonly [readonly Operation[], Shape] {
  return choices.reduce<readonly [readonly Operation[], Shape]>(([operations, shape], given, at) => {
    const made = chosen(kinds, given.kind)(shape, given, at);
    return made === null ? [operations, shape] : [[...operations, made[0]], made[1]];
  }, start);
}

const windowsOf = (time: string): string[] => [
  `window(${time}, '10 seconds')`,
  `window(${time}, '10 seconds', '5 seconds')`,
  `window(${time}, '10 seconds', '10 seconds', '3 seconds')`,
  `window(${time}, '1 minute', '25 seconds')`,
  `session_window(${time}, '5 seconds')`,
];

const aggregatesOf = ({ numbers, keys, time, isOrdered }: Shape, n: number): string[] => {
  const [v, w, k] = [chosen(numbers, n), chosen(numbers, n + 1), chosen(keys, n)];
  // whose result is that of the rows in their order
  const byOrder = [`first(${v})`, `last(${w})`, `collect_list(${v})`, `first(${k}, true)`, `max_by(${k}, ${v})`, `any_value(${v})`]; // prettier-ignore
  return [
    'count(*)',
    `sum(${v})`,
    `count(${v})`,
    `min(${v})`,
    `max(${w})`,
    `avg(${v})`,
    `sum(${w})`,
    ...(isOrdered ? byOrder : []),
    `max(${k})`,
    `min(${k})`,
    `bool_or(${v} > 2)`,
    `count_if(${v} > 1)`,
    `approx_count_distinct(${k})`,
    `stddev(${v})`,
    `var_pop(${w})`,
    `max(${time ?? v})`,
    `max(struct(${v}, ${k}))`,
    `count(*) FILTER (WHERE ${v} > 2)`,
    `sum(${v}) FILTER (WHERE ${k} IS NOT NULL)`,
    `sum(CASE WHEN ${v} > 1 THEN 1 ELSE 0 END)`,
    `count(DISTINCT ${v})`,
    `sort_array(collect_set(${v}))`,
    `size(collect_set(${k}))`,
  ];
};

/** Groups by some keys, and by a window where the rows have a time; `how` makes rollups of it. */
const groupedBy =
  (how: 'groupBy' | 'rollup' | 'cube'): QueryStep =>
  (shape, { first, second, some, others }, at) => {
    const { time, numbers } = shape;
    const computed = [`${chosen(numbers, second)} % 3 AS m${at}`, `(${chosen(numbers, second)} > 2) AS big${at}`];
    const windows = time === null ? [] : windowsOf(time);
    const dynamic = time === null ? [] : [`session_window(${time}, CASE WHEN ${chosen(numbers, 0)} > 2 THEN '3 seconds' ELSE '8 seconds' END)`]; // prettier-ignore
    const minute = time === null ? [] : [`date_trunc('MINUTE', ${time}) AS minute${at}`];
    // sessions are not there among the keys of rollups, see docs/differences.md
    const timed = [...windows, ...dynamic, ...minute].filter((text) => how === 'groupBy' || !text.startsWith('session')); // prettier-ignore
    const plain = chosenOf([...shape.keys, ...computed], some);
    const window = timed.length > 0 && first % 4 < 3 ? [`${chosen(timed, second)}`] : [];
    const isWindow = window.some((text) => /^(?:session_)?window/.test(text));
    const named = window.map((text) => (isWindow ? `${text} AS win${at}` : text));
    // every fourth grouping is by the window alone, or global
    const keys = [...named, ...(first % 4 === 1 ? [] : plain)];
    const aggregates = chosenOf(aggregatesOf(shape, second), others).map((text, i) => `${text} AS x${at}_${i}`);
    const names = [...keys, ...aggregates].map((text) => / AS (\w+)$/.exec(text)?.[1] ?? text);
    const own = names.slice(keys.length);
    const isNumber = (name: string, i: number): boolean =>
      /^(?:count|sum|avg|min\(v|max\(v)/.test(aggregates[i]!) && name !== '';
    const sums = own.filter(isNumber);
    return [
      { op: how, keys, agg: aggregates },
      {
        time: isWindow ? `window_time(win${at})` : null,
        columns: names,
        keys: [...(isWindow ? names.slice(1, keys.length) : names.slice(0, keys.length)), ...own].slice(0, 4),
        numbers: sums.length > 0 ? sums : [`length(CAST(${own[0]!} AS STRING))`],
        window: isWindow ? `win${at}` : null,
        isOrdered: false,
      },
    ];
  };

export const aggregate = groupedBy('groupBy');
export const rollup = groupedBy('rollup');
export const cube = groupedBy('cube');

/** Windows over windows. */
export const widerWindow: QueryStep = (shape, { second, others }, at) => {
  if (shape.window === null) return null;
  const size = chosen(['30 seconds', '1 minute', '10 seconds'], second);
  const aggregates = chosenOf(aggregatesOf({ ...shape, time: null }, second), others).map(
    (text, i) => `${text} AS x${at}_${i}`,
  );
  const names = aggregates.map((_, i) => `x${at}_${i}`);
  return [
    { op: 'groupBy', keys: [`window(${shape.window}, '${size}') AS win${at}`], agg: aggregates },
    {
      time: `window_time(win${at})`,
      columns: [`win${at}`, ...names],
      keys: names,
      numbers: [`length(CAST(${names[0]!} AS STRING))`],
      window: `win${at}`,
      isOrdered: false,
    },
  ];
};

const bare = (names: readonly string[]): string[] => names.filter((name) => /^\w+$/.test(name));

const subsetOf = ({ keys, time, columns }: Shape, some: readonly number[], first: number): string[] | null => {
  const all = bare([...keys, ...(time === null ? [] : [time])]).filter((name) => columns.includes(name));
  return first % 5 === 4 || all.length === 0 ? null : chosenOf(all, some);
};

export const dropDuplicates: QueryStep = (shape, { some, first }) => [
  { op: 'dropDuplicates', cols: subsetOf(shape, some, first) },
  shape,
];

export const dropDuplicatesWithinWatermark: QueryStep = (shape, { some, first }) =>
  // of a window Spark 4.3 takes the address of the struct for its time
  shape.window === null ? [{ op: 'dropDuplicatesWithinWatermark', cols: subsetOf(shape, some, first) }, shape] : null;

export const distinct: QueryStep = (shape) => [{ op: 'distinct' }, shape];

export const filter: QueryStep = (shape, { first, second }) => {
  const [v, k] = [chosen(shape.numbers, second), chosen(shape.keys, second)];
  const conditions = [
    `${v} > 1`,
    `${k} IS NOT NULL`,
    `${v} IS NULL OR ${v} % 2 = 0`,
    `NOT (${v} <=> 3)`,
    `${v} IN (1, 2, 3, NULL)`,
    `coalesce(${v}, 0) BETWEEN -4 AND 5`,
    // by window_time Spark 4.3 leaves a column of it in the rows
    ...(shape.time === null || shape.window !== null ? [] : [`second(${shape.time}) < 40`]),
  ];
  return [{ op: 'filter', expr: chosen(conditions, first) }, shape];
};

export const withColumn: QueryStep = (shape, { first, second }, at) => {
  const [v, k] = [chosen(shape.numbers, second), chosen(shape.keys, second)];
  const expressions = [
    `${v} + 1`,
    `CASE WHEN ${v} > 2 THEN 'big' WHEN ${v} IS NULL THEN NULL ELSE 'small' END`,
    `concat_ws('-', CAST(${v} AS STRING), 'x')`,
    `${k} IS NULL`,
    `coalesce(${v}, -1) * 2`,
    `hash(${k})`,
    `to_json(struct(${v} AS v))`,
    `array(${v}, 1)`,
  ];
  const name = `c${at}`;
  return [
    { op: 'withColumn', name, expr: chosen(expressions, first) },
    { ...shape, columns: [...shape.columns, name], keys: [...shape.keys, name] },
  ];
};

export const limit: QueryStep = (shape, { first }) => [{ op: 'limit', n: 1 + (first % 6) }, shape];

export const orderBy: QueryStep = (shape, { first }) => [
  { op: 'orderBy', exprs: [...(first % 2 === 0 ? shape.columns : [...shape.columns].reverse())] },
  shape,
];
