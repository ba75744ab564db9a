import type { Expression } from '../expressions/expression.ts';
import { argumentsOf, type CallArguments } from './arguments/call-arguments.ts';
import { callFunction, Column, isColumn, literalOf, valueArgument, type ColumnOrName } from './column.ts';
import { namedColumn } from './named-column.ts';

/**
 * Spark SQL's functions for columns. A text argument is a column's name where Spark takes a column, and a text where it
 * takes a text; for a text as a column use `lit`.
 */

/** A column by name: `col("o.amount")`, `col("*")`. */
export const col = (name: string): Column =>
  new Column(namedColumn(argumentsOf('col', 'col("o.amount")').text('name', name)));

export const column = col;

/** A value as a column. */
export const lit = (value: unknown): Column => (isColumn(value) ? value : new Column(literalOf(value)));

export { udf } from './udf.ts';

/** An SQL expression: `expr("amount * 2 AS double")`. */
export const expr = (sql: string): Column =>
  new Column({ kind: 'expression_string', text: argumentsOf('expr', 'expr("amount * 2")').text('sql', sql) });

/** `CASE WHEN condition THEN value ...`; continue with `.when` and end with `.otherwise`. */
export const when = (condition: Column, value: unknown): Column => {
  const test = argumentsOf('when', 'when(col("n").gt(1), "many").otherwise("one")').column('condition', condition);
  return callFunction('when', new Column(test), value);
};

/** Counts rows (`count("*")`), or the rows where a column is not null. */
export const count = (c: ColumnOrName): Column =>
  new Column({ kind: 'function', name: 'count', args: [argumentsOf('count', 'count("*")').columnOrName('c', c)] });

/** Counts distinct values; on a stream use `approx_count_distinct`. */
export const count_distinct = (first: ColumnOrName, ...more: ColumnOrName[]): Column =>
  new Column({
    kind: 'function',
    name: 'count',
    args: argumentsOf('count_distinct', 'count_distinct("n", "k")').columnsOrNames('columns', [first, ...more]),
    distinct: true,
  });

export const countDistinct = count_distinct;

/** Sums distinct values. */
export const sum_distinct = (c: ColumnOrName): Column =>
  new Column({
    kind: 'function',
    name: 'sum',
    args: [argumentsOf('sum_distinct', 'sum_distinct("n")').columnOrName('c', c)],
    distinct: true,
  });

/**
 * Time windows: `[start, end)` of a size, optionally sliding and shifted.
 *
 * @param size an interval such as `"1 minute"`; likewise `slide` and `start`
 * @throws AnalysisError CANNOT_PARSE_INTERVAL at the action
 * @example
 * visits.groupBy(window("ts", "1 minute").getField("end").as("end")).count()
 * // [{ end: "2026-01-01T10:01:00.000000Z", count: 2 }, { end: "2026-01-01T10:02:00.000000Z", count: 1 }]
 */
export const window = (time: ColumnOrName, size: string, slide?: string, start?: string): Column => {
  const given = argumentsOf('window', 'window("ts", "1 minute", "30 seconds")');
  const lengths = { size, slide: slide ?? (start === undefined || start === null ? undefined : size), start };
  const durations = Object.entries(lengths)
    .filter(([, length]) => length !== undefined && length !== null)
    .map(([name, length]) => literalOf(given.text(name, length)));
  return new Column({ kind: 'function', name: 'window', args: [given.columnOrName('time', time), ...durations] });
};

/**
 * Sessions: rows that are less than a gap apart are of one, `[start, end)` with the gap after the last.
 *
 * @param gap an interval such as `"5 minutes"`, or a column that gives each row's own
 * @throws AnalysisError _LEGACY_ERROR_TEMP_1040 at the action, when a column gives no text
 * @example
 * visits.groupBy(session_window("ts", "1 minute")).count().selectExpr("session_window.end", "count")
 * // [{ end: "2026-01-01T10:02:10.000000Z", count: 3 }]
 */
export const session_window = (time: ColumnOrName, gap: string | Column): Column => {
  const given = argumentsOf('session_window', 'session_window("ts", "5 minutes")');
  const duration = isColumn(gap) ? gap.expression : literalOf(given.text('gap', gap));
  return new Column({ kind: 'function', name: 'session_window', args: [given.columnOrName('time', time), duration] });
};

export const asc = (c: ColumnOrName): Column => new Column(argumentsOf('asc', 'asc("n")').columnOrName('c', c)).asc();
export const desc = (c: ColumnOrName): Column =>
  new Column(argumentsOf('desc', 'desc("n")').columnOrName('c', c)).desc();

/** Reads JSON texts into a struct; the schema is DDL text. */
export const from_json = (json: ColumnOrName, schema: string, options?: Readonly<Record<string, string>>): Column => {
  const given = argumentsOf('from_json', 'from_json("value", "id INT, name STRING")');
  const type = literalOf(given.text('schema', schema));
  return new Column({
    kind: 'function',
    name: 'from_json',
    args: [given.columnOrName('json', json), type, ...optionsArgument(given, options)],
  });
};

export const to_json = (c: ColumnOrName, options?: Readonly<Record<string, string>>): Column => {
  const given = argumentsOf('to_json', 'to_json("address", { ignoreNullFields: "false" })');
  return new Column({
    kind: 'function',
    name: 'to_json',
    args: [given.columnOrName('c', c), ...optionsArgument(given, options)],
  });
};

function optionsArgument(given: CallArguments, options: unknown): Expression[] {
  if (options === undefined || options === null) return [];
  const texts = Object.entries(given.settings('options', options)).flat();
  return [{ kind: 'function', name: 'map', args: texts.map((text) => literalOf(text)) }];
}

/** A function whose first `columns` arguments may be column names; the rest are values. */
const fn =
  (name: string, columns = Infinity) =>
  (...args: unknown[]): Column =>
    new Column({
      kind: 'function',
      name,
      args: args.map((arg, i) =>
        i < columns && typeof arg === 'string' ? namedColumn(arg) : valueArgument(name, i, arg),
      ),
    });

export const sum = fn('sum');
export const avg = fn('avg');
export const mean = fn('avg');
export const min = fn('min');
export const max = fn('max');
export const first = fn('first');
export const last = fn('last');
export const any_value = fn('any_value');
export const collect_list = fn('collect_list');
export const collect_set = fn('collect_set');
export const grouping = fn('grouping');
export const grouping_id = fn('grouping_id');
export const approx_count_distinct = fn('approx_count_distinct', 1);
export const count_if = fn('count_if');
export const stddev = fn('stddev');
export const stddev_samp = fn('stddev_samp');
export const stddev_pop = fn('stddev_pop');
export const variance = fn('variance');
export const var_samp = fn('var_samp');
export const var_pop = fn('var_pop');
export const max_by = fn('max_by');
export const min_by = fn('min_by');
export const bool_and = fn('bool_and');
export const bool_or = fn('bool_or');

export const to_timestamp = fn('to_timestamp', 1);
export const try_to_timestamp = fn('try_to_timestamp', 1);
export const to_date = fn('to_date', 1);
export const current_timestamp = fn('current_timestamp');
export const current_date = fn('current_date');
export const now = fn('now');
export const timestamp_seconds = fn('timestamp_seconds');
export const timestamp_millis = fn('timestamp_millis');
export const timestamp_micros = fn('timestamp_micros');
export const unix_seconds = fn('unix_seconds');
export const unix_millis = fn('unix_millis');
export const unix_micros = fn('unix_micros');
export const unix_timestamp = fn('unix_timestamp', 1);
export const from_unixtime = fn('from_unixtime', 1);
export const date_format = fn('date_format', 1);
export const year = fn('year');
export const quarter = fn('quarter');
export const month = fn('month');
export const weekofyear = fn('weekofyear');
export const day = fn('day');
export const dayofmonth = fn('dayofmonth');
export const dayofweek = fn('dayofweek');
export const dayofyear = fn('dayofyear');
export const hour = fn('hour');
export const minute = fn('minute');
export const second = fn('second');
export const date_add = fn('date_add');
export const date_sub = fn('date_sub');
export const datediff = fn('datediff');
export const add_months = fn('add_months');
export const last_day = fn('last_day');
export const make_date = fn('make_date');
export const make_timestamp = fn('make_timestamp');
export const window_time = fn('window_time');

/** @param format `"minute"`, `"hour"`, `"day"` ... */
export const date_trunc = (format: string, timestamp: ColumnOrName): Column => {
  const given = argumentsOf('date_trunc', 'date_trunc("hour", "ts")');
  const args = [literalOf(given.text('format', format)), given.columnOrName('timestamp', timestamp)];
  return new Column({ kind: 'function', name: 'date_trunc', args });
};

export const explode = fn('explode');
export const explode_outer = fn('explode_outer');
export const posexplode = fn('posexplode');
export const inline = fn('inline');

export const coalesce = fn('coalesce');
export const nvl = fn('nvl');
export const ifnull = fn('ifnull');
export const nullif = fn('nullif');
export const nanvl = fn('nanvl');
export const isnull = fn('isnull');
export const isnotnull = fn('isnotnull');
export const isnan = fn('isnan');
export const greatest = fn('greatest');
export const least = fn('least');

export const concat = fn('concat');
export const upper = fn('upper');
export const lower = fn('lower');
export const trim = fn('trim');
export const ltrim = fn('ltrim');
export const rtrim = fn('rtrim');
export const length = fn('length');
export const substring = fn('substring', 1);
export const split = fn('split', 1);
export const regexp_replace = fn('regexp_replace', 1);
export const regexp_extract = fn('regexp_extract', 1);
export const replace = fn('replace', 1);
export const lpad = fn('lpad', 1);
export const rpad = fn('rpad', 1);
export const reverse = fn('reverse');
export const repeat = fn('repeat', 1);
export const initcap = fn('initcap');
export const instr = fn('instr', 1);
export const contains = fn('contains');
export const startswith = fn('startswith');
export const endswith = fn('endswith');

/** @param separator text between the parts */
export const concat_ws = (separator: string, ...columns: ColumnOrName[]): Column => {
  const given = argumentsOf('concat_ws', 'concat_ws("-", "a", "b")');
  const args = [literalOf(given.text('separator', separator)), ...given.columnsOrNames('columns', columns)];
  return new Column({ kind: 'function', name: 'concat_ws', args });
};

export const abs = fn('abs');
export const round = fn('round', 1);
export const floor = fn('floor');
export const ceil = fn('ceil');
export const sqrt = fn('sqrt');
export const pow = fn('pow');
export const exp = fn('exp');
export const log = fn('log');
export const signum = fn('signum');
export const pmod = fn('pmod');
export const rand = fn('rand');
export const randn = fn('randn');
export const uuid = fn('uuid');
export const hash = fn('hash');
export const xxhash64 = fn('xxhash64');
export const md5 = fn('md5');
export const sha2 = fn('sha2', 1);
export const hex = fn('hex');

export const array = fn('array');
export const size = fn('size');
export const array_contains = fn('array_contains', 1);
export const element_at = fn('element_at', 1);
export const sort_array = fn('sort_array', 1);
export const array_distinct = fn('array_distinct');
export const sequence = fn('sequence');
export const slice = fn('slice', 1);
export const flatten = fn('flatten');
export const struct = fn('struct');
export const named_struct = fn('named_struct', 0);
export const create_map = fn('map');
export const map_keys = fn('map_keys');
export const map_values = fn('map_values');
export const get_json_object = fn('get_json_object', 1);
export const typeof_ = fn('typeof');
export const monotonically_increasing_id = fn('monotonically_increasing_id');

/** Any function by its SQL name: `call_function("upper", col("country"))`. */
export const call_function = (name: string, ...args: unknown[]): Column =>
  fn(argumentsOf('call_function', 'call_function("upper", col("country"))').text('name', name))(...args);
