import type { ConnectJoinType, JoinRelation, RelationBody } from '../../plan/relation.ts';
import { ArgumentError } from '../../types/errors.ts';
import { argumentsOf, type CallArguments } from '../arguments/call-arguments.ts';
import { isArray } from '../arguments/is-array.ts';
import { sortOrderOf, type Column, type ColumnOrName } from '../column.ts';
import type { DataFrame } from '../data-frame.ts';
import { GroupedData } from '../grouped-data.ts';
import { KeyValueGroupedData } from '../key-value-grouped-data.ts';
import { DataFrameNaFunctions } from '../na-functions.ts';
import { awaitMetrics, isObservation, type Observation } from '../observation.ts';
import { ColumnTransformations } from './column-transformations.ts';

/** What groups, joins, orders, keeps and drops rows; each method gives a new DataFrame or its groups. */
export abstract class RowTransformations extends ColumnTransformations {
  /**
   * Groups rows by columns; without columns all rows are one group.
   *
   * @param columns names or columns, also windows of time
   * @example
   * orders.groupBy("country").agg(sum("amount").as("total"))
   * // [{ country: "PT", total: 20 }, { country: "BR", total: null }]
   */
  groupBy(...columns: (ColumnOrName | readonly ColumnOrName[])[]): GroupedData {
    return this.grouped('groupBy', columns);
  }

  private grouped(call: string, columns: readonly unknown[]): GroupedData {
    const given = argumentsOf(call, `df.${call}("k", window("ts", "1 minute"))`);
    return new GroupedData(this, 'group_by', given.columnsOrNames('columns', columns));
  }

  /**
   * The same as `groupBy`.
   *
   * @example
   * orders.groupby("country").count()
   * // [{ country: "PT", count: 2 }, { country: "BR", count: 1 }]
   */
  groupby(...columns: (ColumnOrName | readonly ColumnOrName[])[]): GroupedData {
    return this.grouped('groupby', columns);
  }

  /**
   * Groups rows for a function of your own that keeps a state.
   *
   * @param columns names or columns
   * @example
   * orders.groupByKey("country").flatMapGroupsWithState(
   *   (country, rows, state) => [{ country, n: rows.length }], { output: "country STRING, n INT", state: "n INT" })
   * // [{ country: "PT", n: 2 }, { country: "BR", n: 1 }]
   */
  groupByKey(...columns: (ColumnOrName | readonly ColumnOrName[])[]): KeyValueGroupedData {
    const given = argumentsOf('groupByKey', 'df.groupByKey("user")');
    return new KeyValueGroupedData(this, given.columnsOrNames('columns', given.oneOrMore('columns', columns)));
  }

  /**
   * Groups by all leading parts of the columns: by all of them, by all but the last, and so on to all rows; keys that do
   * not count are NULL, and `grouping(key)` tells them from NULLs of the rows.
   *
   * @example
   * orders.rollup("country").count().orderBy("count", "country")
   * // [{ country: "BR", count: 1 }, { country: "PT", count: 2 }, { country: null, count: 3 }]
   */
  rollup(...columns: ColumnOrName[]): GroupedData {
    return new GroupedData(this, 'rollup', argumentsOf('rollup', 'df.rollup("k")').columnsOrNames('columns', columns));
  }

  /**
   * Groups by all combinations of the columns; keys that do not count are NULL, and `grouping(key)` tells them from NULLs
   * of the rows.
   *
   * @example
   * orders.cube("country").count().orderBy("count", "country")
   * // [{ country: "BR", count: 1 }, { country: "PT", count: 2 }, { country: null, count: 3 }]
   */
  cube(...columns: ColumnOrName[]): GroupedData {
    return new GroupedData(this, 'cube', argumentsOf('cube', 'df.cube("k")').columnsOrNames('columns', columns));
  }

  /**
   * Aggregates all rows into one.
   *
   * @example
   * orders.agg(count("*").as("n"), max("amount").as("most"))
   * // [{ n: 3, most: 12.5 }]
   */
  agg(...aggregates: Column[]): DataFrame {
    return this.groupBy().agg(...aggregates);
  }

  /**
   * Joins with another DataFrame; a null key matches nothing.
   *
   * @param on a name or names that both sides have (they come first in the result, once), or a condition
   * @param how inner, cross, outer, full, left, right, semi, anti (and Spark's longer names)
   * @throws ArgumentError UNSUPPORTED_JOIN_TYPE
   * @example
   * orders.join(customers, "country", "left")
   * // [
   * //   { country: "PT", id: 1, amount: 12.5, name: "Ana" },
   * //   { country: "BR", id: 2, amount: null, name: null },
   * //   { country: "PT", id: 3, amount: 7.5, name: "Ana" },
   * // ]
   */
  join(other: DataFrame, on?: string | readonly string[] | Column, how = 'inner'): DataFrame {
    const given = argumentsOf('join', 'df.join(other, "id", "left")');
    const right = given.dataFrame('other', other).relation;
    const type = joinType(given.text('how', how));
    return this.with({ kind: 'join', left: this.relation, right, type, ...joinOn(given, on) });
  }

  /**
   * Every row of this DataFrame beside every row of another.
   *
   * @example
   * numbers.crossJoin(words)
   * // [{ n: 6, word: "stream" }, { n: 6, word: "batch" }, { n: null, word: "stream" }, { n: null, word: "batch" }]
   */
  crossJoin(other: DataFrame): DataFrame {
    const right = argumentsOf('crossJoin', 'df.crossJoin(other)').dataFrame('other', other).relation;
    return this.with({ kind: 'join', left: this.relation, right, type: 'cross', using: [] });
  }

  /**
   * The rows of both, columns matched by position; duplicates stay.
   *
   * @throws AnalysisError NUM_COLUMNS_MISMATCH at the action
   * @example
   * words.union(words).count()
   * // 4
   */
  union(other: DataFrame): DataFrame {
    return this.setOperation('union', other, 'union', true);
  }

  /**
   * The same as `union`.
   *
   * @example
   * words.unionAll(words).count()
   * // 4
   */
  unionAll(other: DataFrame): DataFrame {
    return this.setOperation('unionAll', other, 'union', true);
  }

  /**
   * The rows of both, columns matched by name; duplicates stay.
   *
   * @param allowMissingColumns fills a column that one side has not with null
   * @throws AnalysisError _LEGACY_ERROR_TEMP_1312 for a name that only one side has, at the action
   * @example
   * numbers.unionByName(words, true)
   * // [{ n: 6, word: null }, { n: null, word: null }, { n: null, word: "stream" }, { n: null, word: "batch" }]
   */
  unionByName(other: DataFrame, allowMissingColumns = false): DataFrame {
    const given = argumentsOf('unionByName', 'df.unionByName(other, true)');
    const allowed = given.flag('allowMissingColumns', allowMissingColumns);
    return this.setOperation('unionByName', other, 'union', true, true, allowed);
  }

  /**
   * The rows that both have, each once; columns are matched by position, and NULL equals NULL.
   *
   * @throws AnalysisError NUM_COLUMNS_MISMATCH at the action; _LEGACY_ERROR_TEMP_3102 at the start of two streams
   * @example
   * words.union(words).intersect(words)
   * // [{ word: "stream" }, { word: "batch" }]
   */
  intersect(other: DataFrame): DataFrame {
    return this.setOperation('intersect', other, 'intersect', false);
  }

  /**
   * The rows that both have, each as often as it is in both.
   *
   * @throws AnalysisError NUM_COLUMNS_MISMATCH at the action
   * @example
   * words.union(words).intersectAll(words.union(words)).count()
   * // 4
   */
  intersectAll(other: DataFrame): DataFrame {
    return this.setOperation('intersectAll', other, 'intersect', true);
  }

  /**
   * The rows that another has not, each once; columns are matched by position, and NULL equals NULL.
   *
   * @throws AnalysisError NUM_COLUMNS_MISMATCH at the action; _LEGACY_ERROR_TEMP_3102 where the other is a stream
   * @example
   * words.subtract(words.filter('word = "batch"'))
   * // [{ word: "stream" }]
   */
  subtract(other: DataFrame): DataFrame {
    return this.setOperation('subtract', other, 'except', false);
  }

  /**
   * The rows that another has not, each as often as it is here more.
   *
   * @throws AnalysisError NUM_COLUMNS_MISMATCH at the action
   * @example
   * words.union(words).exceptAll(words)
   * // [{ word: "stream" }, { word: "batch" }]
   */
  exceptAll(other: DataFrame): DataFrame {
    return this.setOperation('exceptAll', other, 'except', true);
  }

  private setOperation(
    call: string,
    other: DataFrame,
    operation: 'union' | 'intersect' | 'except',
    all: boolean,
    byName = false,
    allowMissing = false,
  ): DataFrame {
    const right = argumentsOf(call, `df.${call}(other)`).dataFrame('other', other).relation;
    const sides = { left: this.relation, right };
    return this.with({ kind: 'set_operation', ...sides, operation, all, byName, allowMissing });
  }

  /**
   * Sorts all rows.
   *
   * @param columns names (rising, nulls first) or columns with their order
   * @example
   * orders.orderBy(desc("amount"), "id").select("id")
   * // [{ id: 1 }, { id: 3 }, { id: 2 }]
   */
  orderBy(...columns: (ColumnOrName | readonly ColumnOrName[])[]): DataFrame {
    return this.ordered('orderBy', columns);
  }

  private ordered(call: string, columns: readonly unknown[]): DataFrame {
    const given = argumentsOf(call, `df.${call}(desc("n"), "k")`);
    const order = given.columnsOrNames('columns', columns).map(sortOrderOf);
    return this.with({ kind: 'sort', input: this.relation, order, global: true });
  }

  /**
   * The same as `orderBy`.
   *
   * @param columns names (rising, nulls first) or columns with their order
   * @example
   * words.sort("word")
   * // [{ word: "batch" }, { word: "stream" }]
   */
  sort(...columns: (ColumnOrName | readonly ColumnOrName[])[]): DataFrame {
    return this.ordered('sort', columns);
  }

  /**
   * The first rows.
   *
   * @param n how many rows at most
   * @example
   * words.limit(1)
   * // [{ word: "stream" }]
   */
  limit(n: number): DataFrame {
    const limit = argumentsOf('limit', 'df.limit(10)').rowCount('n', n);
    return this.with({ kind: 'limit', input: this.relation, limit });
  }

  /**
   * Leaves out the first rows.
   *
   * @param n how many rows
   * @example
   * words.offset(1)
   * // [{ word: "batch" }]
   */
  offset(n: number): DataFrame {
    const offset = argumentsOf('offset', 'df.offset(10)').rowCount('n', n);
    return this.with({ kind: 'offset', input: this.relation, offset });
  }

  /**
   * Each row once.
   *
   * @example
   * orders.select("country").distinct()
   * // [{ country: "PT" }, { country: "BR" }]
   */
  distinct(): DataFrame {
    return this.deduplicated('distinct', [], false);
  }

  /**
   * Keeps one row of those that are equal in some columns.
   *
   * On a stream their state grows for ever unless `withWatermark` names one of them. Structured Streaming Programming Guide,
   * "Streaming Deduplication".
   *
   * @param columns names; all columns without them
   * @throws AnalysisError UNRESOLVED_COLUMN.WITH_SUGGESTION at the action
   * @example
   * orders.dropDuplicates("country").select("id")
   * // [{ id: 1 }, { id: 2 }]
   */
  dropDuplicates(...columns: (string | readonly string[])[]): DataFrame {
    return this.deduplicated('dropDuplicates', columns, false);
  }

  /**
   * Drops duplicates that come within the watermark's delay of the first row; streams only.
   *
   * Structured Streaming Programming Guide, "Streaming Deduplication".
   *
   * @param columns names; all columns without them
   * @throws AnalysisError _LEGACY_ERROR_TEMP_3102 at `start()` without a watermark
   * @example
   * const table = clicks.toDF().withColumn("ts", expr("timestamp_seconds(n)")).withWatermark("ts", "1 minute");
   * const once = await table.dropDuplicatesWithinWatermark("user").writeStream.format("memory").queryName("once").start();
   * await clicks.addData(["ana", 0], ["ana", 1], ["bo", 2]);
   * await once.processAllAvailable();
   * session.table("once").select("user")
   * // [{ user: "ana" }, { user: "bo" }]
   */
  dropDuplicatesWithinWatermark(...columns: (string | readonly string[])[]): DataFrame {
    return this.deduplicated('dropDuplicatesWithinWatermark', columns, true);
  }

  private deduplicated(call: string, names: readonly unknown[], withinWatermark: boolean): DataFrame {
    const columns = argumentsOf(call, `df.${call}("id", "k")`).texts('columns', names);
    const allColumns = columns.length === 0;
    return this.with({ kind: 'deduplicate', input: this.relation, columns, allColumns, withinWatermark });
  }

  /**
   * Says which column is event time and how late it may come; does nothing in batch.
   *
   * Structured Streaming Programming Guide, "Handling Late Data and Watermarking".
   *
   * @param column the name of a TIMESTAMP
   * @param delay an interval: `"10 seconds"`
   * @throws AnalysisError CANNOT_PARSE_INTERVAL, EVENT_TIME_IS_NOT_ON_TIMESTAMP_TYPE at the action
   * @example
   * visits.withWatermark("ts", "10 seconds").groupBy(window("ts", "1 minute").getField("start").as("minute")).count()
   * // [
   * //   { minute: "2026-01-01T10:00:00.000000Z", count: 2 },
   * //   { minute: "2026-01-01T10:01:00.000000Z", count: 1 },
   * // ]
   */
  withWatermark(column: string, delay: string): DataFrame {
    const given = argumentsOf('withWatermark', 'df.withWatermark("ts", "10 seconds")');
    const watermark = { column: given.text('column', column), delay: given.text('delay', delay) };
    return this.with({ kind: 'with_watermark', input: this.relation, ...watermark });
  }

  /**
   * A part of the rows by chance: those that Spark chooses of one partition.
   *
   * @param fraction from 0 to 1
   * @param seed makes the choice repeatable
   * @throws AnalysisError _LEGACY_ERROR_TEMP_3102 at the start of a stream
   * @example
   * orders.sample(0.5, 7).select("id")
   * // [{ id: 1 }, { id: 2 }]
   */
  sample(fraction: number, seed?: number): DataFrame {
    const given = argumentsOf('sample', 'df.sample(0.5, 7)');
    const body = {
      kind: 'sample',
      input: this.relation,
      lowerBound: 0,
      upperBound: given.atMostOne('fraction', fraction),
      withReplacement: false,
    } as const;
    // Chosen here: each action on the DataFrame sees the same rows.
    const chosen = seed === undefined ? randomSeed() : given.bigint('seed', seed);
    return this.with({ ...body, seed: chosen });
  }

  /**
   * Computes metrics of the rows that pass here. Those of a stream stand in `observedMetrics` of each progress report.
   *
   * @param observation an Observation, which gives the metrics of a batch query; or a name, for a stream
   * @param metrics aggregates; what is no argument of one must be constant
   * @throws AnalysisError INVALID_OBSERVED_METRICS, DUPLICATED_METRICS_NAME at the action
   * @example
   * const observation = new Observation("orders");
   * await orders.observe(observation, count("*").as("rows")).filter("amount > 13").collect();
   * await observation.get
   * // { rows: 3 }
   */
  observe(observation: Observation | string, ...metrics: Column[]): DataFrame {
    const given = argumentsOf('observe', 'df.observe("totals", count("*").as("rows"), max("n").as("most"))');
    const columns = given.oneOrMore('metrics', given.columnsOrNames('metrics', metrics));
    const body = { kind: 'observe', input: this.relation, metrics: columns } as const;
    if (typeof observation === 'string') {
      return this.with({ ...body, name: given.filledText('observation', observation) });
    }
    if (!isObservation(observation)) {
      return given.wrong('observation', 'an Observation or the name of the metrics', observation);
    }
    return this.with({ ...body, name: observation.name, observationId: awaitMetrics(observation) });
  }

  /**
   * Accepted so that a query runs unchanged on a cluster; the embedded engine has one partition.
   *
   * @param partitions how many parts; or the first of the columns
   * @param columns rows that are equal in them stay together
   * @example
   * words.repartition(4, "word").count()
   * // 2
   */
  repartition(partitions: number | ColumnOrName, ...columns: ColumnOrName[]): DataFrame {
    const given = argumentsOf('repartition', 'df.repartition(4, "k")');
    const isCount = typeof partitions === 'number';
    const expressions = given.columnsOrNames('columns', columns);
    if (!isCount)
      expressions.unshift(given.columnOrName('partitions', partitions, 'a whole number, a Column or the name of one'));
    const count = isCount ? { partitions: given.wholeNumber('partitions', partitions, 1) } : {};
    return this.with({ kind: 'repartition', input: this.relation, ...count, shuffle: true, expressions });
  }

  /**
   * Accepted so that a query runs unchanged on a cluster; the embedded engine has one partition.
   *
   * @param partitions how many parts at most
   * @example
   * words.coalesce(1).count()
   * // 2
   */
  coalesce(partitions: number): DataFrame {
    const count = argumentsOf('coalesce', 'df.coalesce(1)').wholeNumber('partitions', partitions, 1);
    return this.with({ kind: 'repartition', input: this.relation, partitions: count, shuffle: false, expressions: [] });
  }

  /**
   * What to do about nulls.
   *
   * @example
   * orders.na.fill(0).select("amount")
   * // [{ amount: 12.5 }, { amount: 0 }, { amount: 7.5 }]
   */
  get na(): DataFrameNaFunctions {
    return new DataFrameNaFunctions(this);
  }

  /**
   * The same as `na.fill`.
   *
   * @param value a value, or an object with a value for each column
   * @param columns names; all columns whose type the value fits without them
   * @example
   * numbers.fillna(0)
   * // [{ n: 6 }, { n: 0 }]
   */
  fillna(value: unknown, columns: string | readonly string[] = []): DataFrame {
    return new DataFrameNaFunctions(this, { fill: 'fillna', drop: 'dropna' }).fill(value, columns);
  }

  /**
   * The same as `na.drop`.
   *
   * @param how any null, or only nulls
   * @param columns names of the columns to look at; all without them
   * @example
   * numbers.dropna()
   * // [{ n: 6 }]
   */
  dropna(how: 'any' | 'all' = 'any', columns: string | readonly string[] = []): DataFrame {
    return new DataFrameNaFunctions(this, { fill: 'fillna', drop: 'dropna' }).drop(how, columns);
  }

  /**
   * A relation on top of this one.
   *
   * @internal
   */
  derive(body: RelationBody): DataFrame {
    return this.with(body);
  }
}

const JOIN_TYPES: Readonly<Record<string, ConnectJoinType>> = {
  inner: 'inner',
  cross: 'cross',
  outer: 'full_outer',
  full: 'full_outer',
  fullouter: 'full_outer',
  left: 'left_outer',
  leftouter: 'left_outer',
  right: 'right_outer',
  rightouter: 'right_outer',
  semi: 'left_semi',
  leftsemi: 'left_semi',
  anti: 'left_anti',
  leftanti: 'left_anti',
};

/** What a join goes by: nothing, names that both sides have, or a condition. */
function joinOn(given: CallArguments, on: unknown): Pick<JoinRelation, 'using' | 'condition'> {
  if (on === undefined || on === null) return { using: [] };
  if (typeof on === 'string' || isArray(on)) return { using: given.texts('on', [on]) };
  return { using: [], condition: given.column('on', on, 'a Column, a name or an array of names') };
}

function joinType(how: string): ConnectJoinType {
  const name = how.toLowerCase().replaceAll('_', '');
  if (Object.hasOwn(JOIN_TYPES, name)) return JOIN_TYPES[name]!;
  throw new ArgumentError({
    condition: 'UNSUPPORTED_JOIN_TYPE',
    message: `Unsupported join type '${how}'.`,
    hint: `Join types are ${Object.keys(JOIN_TYPES).join(', ')}.`,
  });
}

const randomSeed = (): bigint => BigInt(Math.floor(Math.random() * Number.MAX_SAFE_INTEGER));
