import type { RecordBatch } from '../columnar/vector.ts';
import type { ConnectJoinType, Relation, RelationBody } from '../plan/relation.ts';
import { planJson } from '../plan/connect-json.ts';
import { simpleString, type StructType } from '../types/data-type.ts';
import { ArgumentError } from '../types/errors.ts';
import { toArqueroTable } from './arquero.ts';
import { columnExpression, isColumn, literalOf, sortOrderOf, type Column, type ColumnOrName } from './column.ts';
import { DataStreamWriter } from './data-stream-writer.ts';
import { GroupedData } from './grouped-data.ts';
import { lambdaColumn, lambdaColumns, type RowFunction } from './lambda/row-function.ts';
import { callSite } from './origin.ts';
import { userRows, type CollectOptions, type Row } from './rows.ts';
import type { MillraceSession } from './session.ts';
import { showText } from '../columnar/show-text.ts';
import { treeString } from './tree-string.ts';
import { DataFrameNaFunctions } from './na-functions.ts';

const DATA_FRAME: unique symbol = Symbol.for('millrace.dataFrame') as never;

/** Whether a value is a DataFrame, of whichever copy of the package. */
export const isDataFrame = (value: unknown): value is DataFrame =>
  typeof value === 'object' && value !== null && DATA_FRAME in value;

/** Rows that are on this side of the engine. */
export interface LocalRows {
  readonly schema: StructType;
  readonly batches: readonly RecordBatch[];
}

/**
 * A distributed table that is a plan until an action runs it: batch when it comes from `session.read`, a stream when it
 * comes from `session.readStream`. Methods have Spark's names; they never wait and never fail, actions do.
 */
export class DataFrame {
  readonly sparkSession: MillraceSession;
  private readonly plan_: () => Relation;
  /** The rows and their schema, when they are at hand already. */
  private readonly cached: LocalRows | undefined;

  constructor(session: MillraceSession, relation: Relation | (() => Relation), cached?: LocalRows) {
    this.sparkSession = session;
    this.plan_ = typeof relation === 'function' ? relation : () => relation;
    this.cached = cached;
    Object.defineProperty(this, DATA_FRAME, { value: true });
  }

  /** The plan as Spark Connect would send it. */
  get relation(): Relation {
    return this.plan_();
  }

  private with(body: RelationBody): DataFrame {
    const origin = callSite();
    return new DataFrame(this.sparkSession, origin === undefined ? body : { ...body, origin });
  }

  // ---- columns --------------------------------------------------------------------------------------------------

  /**
   * Chooses columns: names, columns, `"*"`, or one lambda that gives an object.
   *
   * @example df.select("id", col("amount").multiply(2).as("double"))
   */
  select(...columns: (ColumnOrName | readonly ColumnOrName[] | RowFunction)[]): DataFrame {
    const [first, parameters] = columns;
    if (typeof first === 'function') {
      const expressions = lambdaColumns(first, parameters as Record<string, unknown> | undefined);
      return this.with({ kind: 'project', input: this.relation, expressions });
    }
    const list = columns.flat() as ColumnOrName[];
    return this.with({ kind: 'project', input: this.relation, expressions: list.map(columnExpression) });
  }

  /** Chooses columns by SQL expressions: `df.selectExpr("amount * 2 AS double")`. */
  selectExpr(...expressions: (string | readonly string[])[]): DataFrame {
    const texts = expressions.flat();
    return this.with({
      kind: 'project',
      input: this.relation,
      expressions: texts.map((text) => ({ kind: 'expression_string', text })),
    });
  }

  /** Keeps the rows for which the condition is true: a column, SQL text, or a lambda. */
  filter(condition: Column | string | RowFunction, parameters?: Record<string, unknown>): DataFrame {
    const expression =
      typeof condition === 'function'
        ? lambdaColumn(condition, parameters)
        : typeof condition === 'string'
          ? ({ kind: 'expression_string', text: condition } as const)
          : condition.expression;
    return this.with({ kind: 'filter', input: this.relation, condition: expression });
  }

  where(condition: Column | string | RowFunction, parameters?: Record<string, unknown>): DataFrame {
    return this.filter(condition, parameters);
  }

  withColumn(name: string, column: Column | RowFunction, parameters?: Record<string, unknown>): DataFrame {
    const expression = typeof column === 'function' ? lambdaColumn(column, parameters) : column.expression;
    return this.with({ kind: 'with_columns', input: this.relation, columns: [{ name, expression }] });
  }

  withColumns(columns: Readonly<Record<string, Column>>): DataFrame {
    const list = Object.entries(columns).map(([name, column]) => ({ name, expression: column.expression }));
    return this.with({ kind: 'with_columns', input: this.relation, columns: list });
  }

  withColumnRenamed(existing: string, name: string): DataFrame {
    return this.with({ kind: 'with_columns_renamed', input: this.relation, renames: [{ from: existing, to: name }] });
  }

  withColumnsRenamed(names: Readonly<Record<string, string>>): DataFrame {
    const renames = Object.entries(names).map(([from, to]) => ({ from, to }));
    return this.with({ kind: 'with_columns_renamed', input: this.relation, renames });
  }

  drop(...columns: ColumnOrName[]): DataFrame {
    const names = columns.filter((c) => typeof c === 'string');
    const expressions = columns.filter(isColumn).map((c) => c.expression);
    return this.with({ kind: 'drop', input: this.relation, names, columns: expressions });
  }

  toDF(...names: string[]): DataFrame {
    return this.with({ kind: 'to_df', input: this.relation, names });
  }

  /** A column of this DataFrame. */
  col(name: string): Column {
    return this.sparkSession.column(name);
  }

  /** A name in front of the dot: `df.alias("o")`, then `"o.id"`. */
  alias(name: string): DataFrame {
    return this.with({ kind: 'subquery_alias', input: this.relation, alias: name });
  }

  as(name: string): DataFrame {
    return this.alias(name);
  }

  // ---- rows -----------------------------------------------------------------------------------------------------

  groupBy(...columns: (ColumnOrName | readonly ColumnOrName[])[]): GroupedData {
    const keys = (columns.flat() as ColumnOrName[]).map(columnExpression);
    return new GroupedData(this, 'group_by', keys);
  }

  groupby(...columns: (ColumnOrName | readonly ColumnOrName[])[]): GroupedData {
    return this.groupBy(...columns);
  }

  rollup(...columns: ColumnOrName[]): GroupedData {
    return new GroupedData(this, 'rollup', columns.map(columnExpression));
  }

  cube(...columns: ColumnOrName[]): GroupedData {
    return new GroupedData(this, 'cube', columns.map(columnExpression));
  }

  /** Aggregates all rows into one. */
  agg(...aggregates: Column[]): DataFrame {
    return this.groupBy().agg(...aggregates);
  }

  /**
   * Joins with another DataFrame, on names or on a condition.
   *
   * @param how inner, cross, outer, full, left, right, semi, anti (and Spark's longer names)
   */
  join(other: DataFrame, on?: string | readonly string[] | Column, how = 'inner'): DataFrame {
    const type = joinType(how);
    const using = typeof on === 'string' ? [on] : Array.isArray(on) ? (on as string[]) : [];
    const condition = isColumn(on) ? { condition: on.expression } : {};
    return this.with({ kind: 'join', left: this.relation, right: other.relation, type, using, ...condition });
  }

  crossJoin(other: DataFrame): DataFrame {
    return this.with({ kind: 'join', left: this.relation, right: other.relation, type: 'cross', using: [] });
  }

  union(other: DataFrame): DataFrame {
    return this.setOperation(other, 'union', true);
  }

  unionAll(other: DataFrame): DataFrame {
    return this.union(other);
  }

  unionByName(other: DataFrame, allowMissingColumns = false): DataFrame {
    return this.setOperation(other, 'union', true, true, allowMissingColumns);
  }

  intersect(other: DataFrame): DataFrame {
    return this.setOperation(other, 'intersect', false);
  }

  intersectAll(other: DataFrame): DataFrame {
    return this.setOperation(other, 'intersect', true);
  }

  subtract(other: DataFrame): DataFrame {
    return this.setOperation(other, 'except', false);
  }

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

  orderBy(...columns: (ColumnOrName | readonly ColumnOrName[])[]): DataFrame {
    const order = (columns.flat() as ColumnOrName[]).map(sortOrderOf);
    return this.with({ kind: 'sort', input: this.relation, order, global: true });
  }

  sort(...columns: (ColumnOrName | readonly ColumnOrName[])[]): DataFrame {
    return this.orderBy(...columns);
  }

  limit(n: number): DataFrame {
    return this.with({ kind: 'limit', input: this.relation, limit: n });
  }

  offset(n: number): DataFrame {
    return this.with({ kind: 'offset', input: this.relation, offset: n });
  }

  distinct(): DataFrame {
    return this.deduplicated([], true, false);
  }

  dropDuplicates(...columns: (string | readonly string[])[]): DataFrame {
    const names = columns.flat();
    return this.deduplicated(names, names.length === 0, false);
  }

  /** Drops duplicates that come within the watermark's delay of the first row; streams only. */
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
   * @param delay an interval: `"10 seconds"`
   */
  withWatermark(column: string, delay: string): DataFrame {
    return this.with({ kind: 'with_watermark', input: this.relation, column, delay });
  }

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

  repartition(partitions: number, ...columns: ColumnOrName[]): DataFrame {
    const expressions = columns.map(columnExpression);
    return this.with({ kind: 'repartition', input: this.relation, partitions, shuffle: true, expressions });
  }

  coalesce(partitions: number): DataFrame {
    return this.with({ kind: 'repartition', input: this.relation, partitions, shuffle: false, expressions: [] });
  }

  /** What to do about nulls: `df.na.fill(0)`, `df.na.drop()`. */
  get na(): DataFrameNaFunctions {
    return new DataFrameNaFunctions(this);
  }

  fillna(value: unknown, columns: readonly string[] = []): DataFrame {
    return this.na.fill(value, columns);
  }

  dropna(how: 'any' | 'all' = 'any', columns: readonly string[] = []): DataFrame {
    return this.na.drop(how, columns);
  }

  /** Applies a function to this DataFrame, so that steps can be named and chained. */
  transform(f: (df: DataFrame) => DataFrame): DataFrame {
    return f(this);
  }

  /** A relation on top of this one; for the package's own classes. */
  derive(body: RelationBody): DataFrame {
    return this.with(body);
  }

  // ---- actions --------------------------------------------------------------------------------------------------

  /** All rows as plain objects. @throws AnalysisError, RuntimeError */
  async collect(options: CollectOptions = {}): Promise<Row[]> {
    const rows: Row[] = [];
    const schema = await this.schema();
    for await (const batch of this.batches(null)) userRows(batch, schema, options, rows);
    return rows;
  }

  async take(n: number, options: CollectOptions = {}): Promise<Row[]> {
    const rows: Row[] = [];
    const schema = await this.schema();
    for await (const batch of this.batches(n)) userRows(batch, schema, options, rows);
    return rows;
  }

  head(n = 1): Promise<Row[]> {
    return this.take(n);
  }

  async first(): Promise<Row | null> {
    return (await this.take(1))[0] ?? null;
  }

  async count(): Promise<number> {
    const count = literalOf(1);
    const counted = this.derive({
      kind: 'aggregate',
      input: this.relation,
      group: 'group_by',
      keys: [],
      aggregates: [{ kind: 'alias', child: { kind: 'function', name: 'count', args: [count] }, names: ['count'] }],
    });
    return Number((await counted.first())!['count']);
  }

  async isEmpty(): Promise<boolean> {
    return (await this.take(1)).length === 0;
  }

  /** Prints the first rows as Spark does. */
  async show(n = 20, truncate: boolean | number = true): Promise<void> {
    console.log(await this.showString(n, truncate));
  }

  /** The text of `show()`. */
  async showString(n = 20, truncate: boolean | number = true): Promise<string> {
    const schema = await this.schema();
    const batches: RecordBatch[] = [];
    for await (const batch of this.batches(n + 1)) batches.push(batch);
    return showText(batches, schema, n, truncate, this.sparkSession.timeZone);
  }

  /** The result as an Arquero table, for wrangling. Needs the package `arquero`. */
  async toArquero(): Promise<import('arquero').ColumnTable> {
    const schema = await this.schema();
    const batches: RecordBatch[] = [];
    for await (const batch of this.batches(null)) batches.push(batch);
    return toArqueroTable(batches, schema);
  }

  /** The rows as batches of columns: typed arrays that belong to the caller. */
  batches(limit: number | null = null): AsyncIterable<RecordBatch> {
    const { cached } = this;
    if (cached === undefined || limit !== null) return this.sparkSession.backend.execute(this.relation, limit);
    return (async function* () {
      yield* cached.batches;
    })();
  }

  schema(): Promise<StructType> {
    if (this.cached !== undefined) return Promise.resolve(this.cached.schema);
    return this.sparkSession.backend.schemaOf(this.relation);
  }

  async columns(): Promise<string[]> {
    return (await this.schema()).fields.map((f) => f.name);
  }

  async dtypes(): Promise<[name: string, type: string][]> {
    return (await this.schema()).fields.map((f) => [f.name, simpleString(f.type)]);
  }

  async printSchema(): Promise<void> {
    console.log(treeString(await this.schema()));
  }

  isStreaming(): Promise<boolean> {
    return this.sparkSession.backend.isStreaming(this.relation);
  }

  /** Prints the plan; `"extended"` all its stages, `"codegen"` the running functions. */
  async explain(mode: 'simple' | 'extended' | 'codegen' | 'formatted' | boolean = 'simple'): Promise<void> {
    console.log(await this.explainString(mode === true ? 'extended' : mode === false ? 'simple' : mode));
  }

  explainString(mode: 'simple' | 'extended' | 'codegen' | 'formatted' = 'simple'): Promise<string> {
    return this.sparkSession.backend.explain(this.relation, mode);
  }

  createOrReplaceTempView(name: string): Promise<void> {
    return this.sparkSession.backend.createView(name, this.relation, true);
  }

  createTempView(name: string): Promise<void> {
    return this.sparkSession.backend.createView(name, this.relation, false);
  }

  /** The plan as Spark Connect's JSON. */
  get plan(): unknown {
    return planJson(this.relation);
  }

  /** Starts describing a streaming query over this DataFrame. */
  get writeStream(): DataStreamWriter {
    return new DataStreamWriter(this);
  }

  /** What a notebook shows when a DataFrame is the last value of a cell. */
  async [Symbol.for('Jupyter.display')](): Promise<Record<string, unknown>> {
    const { dataFrameBundle } = await import('./display-bundle.ts');
    return dataFrameBundle(this);
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
