import type { ConnectJoinType, RelationBody } from '../../plan/relation.ts';
import { ArgumentError } from '../../types/errors.ts';
import { columnExpression, isColumn, sortOrderOf, type Column, type ColumnOrName } from '../column.ts';
import type { DataFrame } from '../data-frame.ts';
import { GroupedData } from '../grouped-data.ts';
import { DataFrameNaFunctions } from '../na-functions.ts';
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
    const keys = (columns.flat() as ColumnOrName[]).map(columnExpression);
    return new GroupedData(this, 'group_by', keys);
  }

  /**
   * The same as `groupBy`.
   *
   * @example
   * orders.groupby("country").count()
   * // [{ country: "PT", count: 2 }, { country: "BR", count: 1 }]
   */
  groupby(...columns: (ColumnOrName | readonly ColumnOrName[])[]): GroupedData {
    return this.groupBy(...columns);
  }

  /**
   * Groups by all leading parts of the columns; the embedded engine does not run it yet.
   *
   * @throws AnalysisError UNSUPPORTED_FEATURE.GROUPING_SETS at the action
   * @example
   * orders.rollup("country").count()
   * // throws UNSUPPORTED_FEATURE.GROUPING_SETS
   */
  rollup(...columns: ColumnOrName[]): GroupedData {
    return new GroupedData(this, 'rollup', columns.map(columnExpression));
  }

  /**
   * Groups by all combinations of the columns; the embedded engine does not run it yet.
   *
   * @throws AnalysisError UNSUPPORTED_FEATURE.GROUPING_SETS at the action
   * @example
   * orders.cube("country").count()
   * // throws UNSUPPORTED_FEATURE.GROUPING_SETS
   */
  cube(...columns: ColumnOrName[]): GroupedData {
    return new GroupedData(this, 'cube', columns.map(columnExpression));
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
    const type = joinType(how);
    const using = typeof on === 'string' ? [on] : Array.isArray(on) ? (on as string[]) : [];
    const condition = isColumn(on) ? { condition: on.expression } : {};
    return this.with({ kind: 'join', left: this.relation, right: other.relation, type, using, ...condition });
  }

  /**
   * Every row of this DataFrame beside every row of another.
   *
   * @example
   * numbers.crossJoin(words)
   * // [{ n: 6, word: "stream" }, { n: 6, word: "batch" }, { n: null, word: "stream" }, { n: null, word: "batch" }]
   */
  crossJoin(other: DataFrame): DataFrame {
    return this.with({ kind: 'join', left: this.relation, right: other.relation, type: 'cross', using: [] });
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
    return this.setOperation(other, 'union', true);
  }

  /**
   * The same as `union`.
   *
   * @example
   * words.unionAll(words).count()
   * // 4
   */
  unionAll(other: DataFrame): DataFrame {
    return this.union(other);
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
    return this.setOperation(other, 'union', true, true, allowMissingColumns);
  }

  /**
   * The rows that both have, each once; the embedded engine does not run it yet.
   *
   * @throws AnalysisError UNSUPPORTED_FEATURE.SET_OPERATION at the action
   * @example
   * words.intersect(words)
   * // throws UNSUPPORTED_FEATURE.SET_OPERATION
   */
  intersect(other: DataFrame): DataFrame {
    return this.setOperation(other, 'intersect', false);
  }

  /**
   * The rows that both have, duplicates kept; the embedded engine does not run it yet.
   *
   * @throws AnalysisError UNSUPPORTED_FEATURE.SET_OPERATION at the action
   * @example
   * words.intersectAll(words)
   * // throws UNSUPPORTED_FEATURE.SET_OPERATION
   */
  intersectAll(other: DataFrame): DataFrame {
    return this.setOperation(other, 'intersect', true);
  }

  /**
   * The rows that another has not, each once; the embedded engine does not run it yet.
   *
   * @throws AnalysisError UNSUPPORTED_FEATURE.SET_OPERATION at the action
   * @example
   * words.subtract(words)
   * // throws UNSUPPORTED_FEATURE.SET_OPERATION
   */
  subtract(other: DataFrame): DataFrame {
    return this.setOperation(other, 'except', false);
  }

  /**
   * The rows that another has not, duplicates kept; the embedded engine does not run it yet.
   *
   * @throws AnalysisError UNSUPPORTED_FEATURE.SET_OPERATION at the action
   * @example
   * words.exceptAll(words)
   * // throws UNSUPPORTED_FEATURE.SET_OPERATION
   */
  exceptAll(other: DataFrame): DataFrame {
    return this.setOperation(other, 'except', true);
  }

  private setOperation(
    other: DataFrame,
    operation: 'union' | 'intersect' | 'except',
    all: boolean,
    byName = false,
    allowMissing = false,
  ): DataFrame {
    const sides = { left: this.relation, right: other.relation };
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
    const order = (columns.flat() as ColumnOrName[]).map(sortOrderOf);
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
    return this.orderBy(...columns);
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
    return this.with({ kind: 'limit', input: this.relation, limit: n });
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
    return this.with({ kind: 'offset', input: this.relation, offset: n });
  }

  /**
   * Each row once.
   *
   * @example
   * orders.select("country").distinct()
   * // [{ country: "PT" }, { country: "BR" }]
   */
  distinct(): DataFrame {
    return this.deduplicated([], true, false);
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
    const names = columns.flat();
    return this.deduplicated(names, names.length === 0, false);
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
    const names = columns.flat();
    return this.deduplicated(names, names.length === 0, true);
  }

  private deduplicated(columns: readonly string[], allColumns: boolean, withinWatermark: boolean): DataFrame {
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
    return this.with({ kind: 'with_watermark', input: this.relation, column, delay });
  }

  /**
   * A part of the rows by chance; the embedded engine does not run it yet.
   *
   * @param fraction from 0 to 1
   * @param seed makes the choice repeatable
   * @throws AnalysisError UNSUPPORTED_FEATURE.SAMPLE at the action
   * @example
   * orders.sample(0.5, 7)
   * // throws UNSUPPORTED_FEATURE.SAMPLE
   */
  sample(fraction: number, seed?: number): DataFrame {
    const body = {
      kind: 'sample',
      input: this.relation,
      lowerBound: 0,
      upperBound: fraction,
      withReplacement: false,
    } as const;
    return this.with(seed === undefined ? body : { ...body, seed: BigInt(seed) });
  }

  /**
   * Accepted so that a query runs unchanged on a cluster; the embedded engine has one partition.
   *
   * @param partitions how many parts
   * @param columns rows that are equal in them stay together
   * @example
   * words.repartition(4, "word").count()
   * // 2
   */
  repartition(partitions: number, ...columns: ColumnOrName[]): DataFrame {
    const expressions = columns.map(columnExpression);
    return this.with({ kind: 'repartition', input: this.relation, partitions, shuffle: true, expressions });
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
    return this.with({ kind: 'repartition', input: this.relation, partitions, shuffle: false, expressions: [] });
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
  fillna(value: unknown, columns: readonly string[] = []): DataFrame {
    return this.na.fill(value, columns);
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
  dropna(how: 'any' | 'all' = 'any', columns: readonly string[] = []): DataFrame {
    return this.na.drop(how, columns);
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

function joinType(how: string): ConnectJoinType {
  const type = JOIN_TYPES[how.toLowerCase().replaceAll('_', '')];
  if (type !== undefined) return type;
  throw new ArgumentError({
    condition: 'UNSUPPORTED_JOIN_TYPE',
    message: `Unsupported join type '${how}'.`,
    hint: `Join types are ${Object.keys(JOIN_TYPES).join(', ')}.`,
  });
}
