import { INSPECT } from '../types/inspected.ts';
import { currentHost } from '../spi/host.ts';
import type { RecordBatch } from '../columnar/vector.ts';
import type { Relation, RelationBody } from '../plan/relation.ts';
import { planJson } from '../operators/connect.ts';
import { simpleString, type StructType } from '../types/data-type.ts';
import { DATA_FRAME, hasBrand } from './arguments/brand.ts';
import { argumentsOf } from './arguments/call-arguments.ts';
import { toArqueroTable } from './arquero.ts';
import { literalOf } from './column.ts';
import { DataFrameWriter } from './data-frame-writer.ts';
import { DataStreamWriter } from './data-stream-writer.ts';
import { explainMode } from './explain-mode.ts';
import { callSite } from './origin.ts';
import { progressBar } from './progress-bar.ts';
import { userRows, type CollectOptions, type Row } from './rows.ts';
import type { MillraceSession } from './session.ts';
import { showText } from '../columnar/show-text.ts';
import { treeString } from './tree-string.ts';
import { RowTransformations } from './transformations/row-transformations.ts';

/**
 * Whether a value is a DataFrame, of whichever copy of the package.
 *
 * @example
 * [isDataFrame(orders), isDataFrame([])]
 * // [true, false]
 */
export const isDataFrame = (value: unknown): value is DataFrame => hasBrand(value, DATA_FRAME);

/** Rows that are on this side of the engine. */
export interface LocalRows {
  readonly schema: StructType;
  readonly batches: readonly RecordBatch[];
}

/**
 * A distributed table that is a plan until an action runs it: batch when it comes from `session.read`, a stream when it
 * comes from `session.readStream`. Methods have Spark's names; they never wait and never fail, actions do.
 */
export class DataFrame extends RowTransformations {
  override readonly sparkSession: MillraceSession;
  private readonly plan_: () => Relation;
  /** The rows and their schema, when they are at hand already. */
  private readonly cached: LocalRows | undefined;

  constructor(session: MillraceSession, relation: Relation | (() => Relation), cached?: LocalRows) {
    super();
    this.sparkSession = session;
    this.plan_ = typeof relation === 'function' ? relation : () => relation;
    this.cached = cached;
    Object.defineProperty(this, DATA_FRAME, { value: true });
  }

  /**
   * The plan as Spark Connect would send it.
   *
   * @internal
   */
  override get relation(): Relation {
    return this.plan_();
  }

  protected override with(body: RelationBody): DataFrame {
    const origin = callSite();
    return new DataFrame(this.sparkSession, origin === undefined ? body : { ...body, origin });
  }

  /**
   * Applies a function to this DataFrame, so that steps can be named and chained.
   *
   * @example
   * const portuguese = (df) => df.filter(o => o.country === "PT");
   * orders.transform(portuguese).count()
   * // 2
   */
  transform(f: (df: DataFrame) => DataFrame): DataFrame {
    return argumentsOf('transform', 'df.transform((df) => df.limit(10))').func('f', f)(this);
  }

  /**
   * All rows as plain objects.
   *
   * @param options `bigint`: BIGINT as bigint instead of number
   * @throws ArgumentError MILLRACE_UNSAFE_BIGINT for a BIGINT beyond 2^53 without `bigint`
   * @throws AnalysisError _LEGACY_ERROR_TEMP_3102 for a stream
   * @throws AnalysisError, RuntimeError what is wrong with the query
   * @example
   * orders.select("id").collect({ bigint: true })
   * // [{ id: 1n }, { id: 2n }, { id: 3n }]
   */
  async collect(options: CollectOptions = {}): Promise<Row[]> {
    argumentsOf('collect', 'df.collect({ bigint: true })').entries('options', options, 'an object of options');
    const rows: Row[] = [];
    const schema = await this.schema();
    for await (const batch of this.batches(null)) userRows(batch, schema, options, rows);
    return rows;
  }

  /**
   * The first rows as plain objects.
   *
   * @param n how many rows at most
   * @param options `bigint`: BIGINT as bigint instead of number
   * @example
   * orders.take(1)
   * // [{ id: 1, country: "PT", amount: 12.5 }]
   */
  async take(n: number, options: CollectOptions = {}): Promise<Row[]> {
    return this.taken('take', n, options);
  }

  private async taken(call: string, n: number, options: CollectOptions): Promise<Row[]> {
    const given = argumentsOf(call, `df.${call}(10)`);
    given.rowCount('n', n);
    given.entries('options', options, 'an object of options');
    const rows: Row[] = [];
    const schema = await this.schema();
    for await (const batch of this.batches(n)) userRows(batch, schema, options, rows);
    return rows;
  }

  /**
   * The first rows as plain objects.
   *
   * @param n how many rows at most
   * @example
   * words.head(1)
   * // [{ word: "stream" }]
   */
  head(n = 1): Promise<Row[]> {
    return this.taken('head', n, {});
  }

  /**
   * The first row as a plain object, null when there is none.
   *
   * @example
   * [await words.first(), await words.filter("word = ''").first()]
   * // [{ word: "stream" }, null]
   */
  async first(): Promise<Row | null> {
    return (await this.take(1))[0] ?? null;
  }

  /**
   * How many rows there are.
   *
   * @example
   * orders.count()
   * // 3
   */
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

  /**
   * Whether there are no rows.
   *
   * @example
   * orders.filter(o => o.amount > 100).isEmpty()
   * // true
   */
  async isEmpty(): Promise<boolean> {
    return (await this.take(1)).length === 0;
  }

  /**
   * Prints the first rows as Spark does.
   *
   * @param n how many rows at most
   * @param truncate cuts values to 20 characters, or to so many; `false` shows them whole
   * @example
   * numbers.show()
   * // +----+
   * // |   n|
   * // +----+
   * // |   6|
   * // |NULL|
   * // +----+
   */
  async show(n = 20, truncate: boolean | number = true): Promise<void> {
    console.log(await this.showString(n, truncate));
  }

  /**
   * The text that `show` prints.
   *
   * @param n how many rows at most
   * @param truncate cuts values to 20 characters, or to so many; `false` shows them whole
   * @example
   * numbers.limit(1).showString()
   * // "+---+\n|  n|\n+---+\n|  6|\n+---+\n"
   */
  async showString(n = 20, truncate: boolean | number = true): Promise<string> {
    const given = argumentsOf('show', 'df.show(20, false)');
    const most = Math.max(0, given.wholeNumber('n', n, -(2 ** 31), Number.MAX_SAFE_INTEGER));
    const width = typeof truncate === 'boolean' ? truncate : given.wholeNumber('truncate', truncate, -(2 ** 31));
    const schema = await this.schema();
    const batches: RecordBatch[] = [];
    for await (const batch of this.batches(most + 1)) batches.push(batch);
    return showText(
      batches,
      schema,
      most,
      typeof width === 'number' && width <= 0 ? false : width,
      this.sparkSession.timeZone,
    );
  }

  /**
   * The result as an Arquero table, for wrangling; needs the package `arquero`.
   *
   * @example
   * (await orders.toArquero()).groupby("country").count().objects()
   * // [{ country: "PT", count: 2 }, { country: "BR", count: 1 }]
   */
  async toArquero(): Promise<import('arquero').ColumnTable> {
    const schema = await this.schema();
    const batches: RecordBatch[] = [];
    for await (const batch of this.batches(null)) batches.push(batch);
    return toArqueroTable(batches, schema);
  }

  /**
   * The rows as batches of columns: typed arrays that belong to the caller.
   *
   * @param limit how many rows at most; null for all
   * @example
   * const lengths = [];
   * for await (const batch of orders.batches()) lengths.push(batch.length);
   * lengths
   * // [3]
   */
  batches(limit: number | null = null): AsyncIterable<RecordBatch> {
    if (limit !== null) argumentsOf('batches', 'df.batches(10)').rowCount('limit', limit);
    const { cached } = this;
    if (cached === undefined || limit !== null) {
      const bar = progressBar();
      const rows = this.sparkSession.backend.execute(this.relation, limit, currentHost()?.signal, bar?.tell);
      return bar === null ? rows : bar.around(rows);
    }
    return (async function* () {
      yield* cached.batches;
    })();
  }

  /**
   * Names and types of the columns.
   *
   * @throws AnalysisError what is wrong with the query
   * @example
   * numbers.schema()
   * // { kind: "struct", fields: [{ name: "n", type: { kind: "integer" }, nullable: true }] }
   */
  schema(): Promise<StructType> {
    if (this.cached !== undefined) return Promise.resolve(this.cached.schema);
    return this.sparkSession.backend.schemaOf(this.relation);
  }

  /**
   * Names of the columns.
   *
   * @example
   * orders.columns()
   * // ["id", "country", "amount"]
   */
  async columns(): Promise<string[]> {
    return (await this.schema()).fields.map((f) => f.name);
  }

  /**
   * Names of the columns and their types as DDL text.
   *
   * @example
   * people.dtypes()
   * // [
   * //   ["name", "string"], ["address", "struct<city:string>"],
   * //   ["tags", "array<string>"], ["ages", "map<string,int>"],
   * // ]
   */
  async dtypes(): Promise<[name: string, type: string][]> {
    return (await this.schema()).fields.map((f) => [f.name, simpleString(f.type)]);
  }

  /**
   * Prints the schema as a tree.
   *
   * @example
   * orders.printSchema()
   * // root
   * //  |-- id: long (nullable = true)
   * //  |-- country: string (nullable = true)
   * //  |-- amount: double (nullable = true)
   */
  async printSchema(): Promise<void> {
    console.log(treeString(await this.schema()));
  }

  /**
   * Whether the rows come from a stream.
   *
   * @example
   * [await orders.isStreaming(), await clicks.toDF().isStreaming()]
   * // [false, true]
   */
  isStreaming(): Promise<boolean> {
    return this.sparkSession.backend.isStreaming(this.relation);
  }

  /**
   * Prints the plan.
   *
   * @param mode `"extended"` (or true) shows all its stages, `"codegen"` the functions that run
   * @example
   * orders.filter("id > 1").explain()
   * // == Physical Plan ==
   * // Stage (filter) [id, country, amount]
   * // +- LocalTableScan [id, country, amount]
   */
  async explain(mode: 'simple' | 'extended' | 'codegen' | 'formatted' | boolean = 'simple'): Promise<void> {
    console.log(await this.explainString(explainMode(argumentsOf('explain', 'df.explain("extended")'), mode)));
  }

  /**
   * The text that `explain` prints.
   *
   * @param mode `"extended"` shows all stages of the plan, `"codegen"` the functions that run
   * @example
   * (await orders.explainString()).split("\n")[0]
   * // "== Physical Plan =="
   */
  explainString(mode: 'simple' | 'extended' | 'codegen' | 'formatted' = 'simple'): Promise<string> {
    const given = argumentsOf('explainString', 'df.explainString("extended")');
    return this.sparkSession.backend.explain(this.relation, explainMode(given, mode));
  }

  /**
   * Gives this DataFrame a name for `session.table`, instead of another one that had it.
   *
   * @example
   * await orders.createOrReplaceTempView("sales");
   * session.table("sales").count()
   * // 3
   */
  createOrReplaceTempView(name: string): Promise<void> {
    const view = argumentsOf('createOrReplaceTempView', 'df.createOrReplaceTempView("sales")').text('name', name);
    return this.sparkSession.backend.createView(view, this.relation, true);
  }

  /**
   * Gives this DataFrame a name for `session.table`.
   *
   * @throws AnalysisError TEMP_TABLE_OR_VIEW_ALREADY_EXISTS
   * @example
   * await orders.createTempView("invoices");
   * session.table("invoices").count()
   * // 3
   */
  createTempView(name: string): Promise<void> {
    const view = argumentsOf('createTempView', 'df.createTempView("sales")').text('name', name);
    return this.sparkSession.backend.createView(view, this.relation, false);
  }

  /**
   * The plan as Spark Connect's JSON.
   *
   * @example
   * session.range(3).limit(1).plan
   * // { limit: { input: { range: { start: "0", end: "3", step: "1" } }, limit: 1 } }
   */
  get plan(): unknown {
    return planJson(this.relation);
  }

  /**
   * Describes where the rows of this batch DataFrame are written; `save()` writes them.
   *
   * @throws AnalysisError CALL_ON_STREAMING_DATASET_UNSUPPORTED at `save()`, of a stream
   * @example
   * await orders.filter("id > 1").write.json("late-orders");
   * session.read.json("late-orders").count()
   * // 2
   */
  get write(): DataFrameWriter {
    return new DataFrameWriter(this);
  }

  /**
   * Describes a streaming query over this DataFrame; `start()` runs it.
   *
   * @throws AnalysisError WRITE_STREAM_NOT_ALLOWED at `start()`, in batch
   * @example
   * const counted = await clicks.toDF().groupBy("user").count()
   *   .writeStream.format("memory").queryName("counted").outputMode("complete").start();
   * await clicks.addData(["ana", 1], ["ana", 2]);
   * await counted.processAllAvailable();
   * session.table("counted")
   * // [{ user: "ana", count: 2 }]
   */
  get writeStream(): DataStreamWriter {
    return new DataStreamWriter(this);
  }

  [INSPECT](): string {
    const steps: string[] = [];
    for (let at: Relation | undefined = this.relation; at !== undefined; at = 'input' in at ? at.input : undefined)
      steps.unshift(at.kind);
    return `DataFrame (${steps.join(', ')})`;
  }

  /** What a notebook shows when a DataFrame is the last value of a cell. */
  async [Symbol.for('Jupyter.display')](): Promise<Record<string, unknown>> {
    const { dataFrameBundle } = await import('./display-bundle.ts');
    return dataFrameBundle(this);
  }
}
