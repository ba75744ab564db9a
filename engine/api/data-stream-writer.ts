import type { Trigger } from '../streaming/trigger.ts';
import { ArgumentError } from '../types/errors.ts';
import { argumentsOf } from './arguments/call-arguments.ts';
import { memberOf } from './arguments/member-of.ts';
import { GivenOptions, type OptionValue } from './given-options.ts';
import { INSPECT } from '../types/inspected.ts';
import { rememberPasswords } from '../types/secrets.ts';
import type { DataFrame } from './data-frame.ts';
import { durationMs } from './duration.ts';
import { batchesTo, type ForeachWriter } from './foreach-writer.ts';
import type { StreamingQuery } from './streaming-query.ts';

/** What `trigger(...)` takes: exactly one of these. */
export type TriggerOptions =
  | { readonly processingTime: string }
  | { readonly once: true }
  | { readonly availableNow: true }
  /** Batches run only by `query.step()`: for lessons and tests. */
  | { readonly manual: true };

/** The function of `foreachBatch`: one batch as a DataFrame, and its number. */
export type BatchFunction = (batch: DataFrame, batchId: number) => unknown;

/** Code of the user's that takes the batches, by the call that was given it. */
export interface UserSink {
  readonly call: 'foreachBatch' | 'foreach';
  readonly run: BatchFunction;
}

/** Describes where a streaming DataFrame goes; `start()` runs it. */
export class DataStreamWriter {
  private readonly df: DataFrame;
  private readonly given = new GivenOptions();
  private readonly settings: {
    /** Null where nothing was said. */
    format: string | null;
    mode: string;
    trigger: Trigger;
    name: string | null;
    partitionBy: string[];
    userSink: UserSink | null;
    display: boolean;
  };

  constructor(df: DataFrame) {
    this.df = df;
    this.settings = {
      format: null,
      mode: 'append',
      trigger: { kind: 'default' },
      name: null,
      partitionBy: [],
      userSink: null,
      display: false,
    };
  }

  /**
   * Says where rows go: `memory`, `console`, `noop`, `json`, `csv`, `text`, `kafka`.
   *
   * @throws AnalysisError DATA_SOURCE_NOT_FOUND at `start()`
   * @example
   * clicks.toDF().writeStream.format("nothing").start()
   * // throws DATA_SOURCE_NOT_FOUND
   */
  format(name: string): this {
    this.settings.format = argumentsOf('format', 'df.writeStream.format("memory")').text('name', name);
    return this;
  }

  /**
   * Says which rows a batch puts out.
   *
   * Structured Streaming Programming Guide, "Output Modes".
   *
   * @param mode `append` (rows that are final), `update` (rows that changed) or `complete` (all rows, each time)
   * @throws AnalysisError STREAMING_OUTPUT_MODE.INVALID, STREAMING_OUTPUT_MODE.UNSUPPORTED_OPERATION at `start()`
   * @example
   * clicks.toDF().writeStream.format("noop").outputMode("complete").start()
   * // throws STREAMING_OUTPUT_MODE.UNSUPPORTED_OPERATION
   */
  outputMode(mode: string): this {
    this.settings.mode = argumentsOf('outputMode', 'df.writeStream.outputMode("update")').filledText('mode', mode);
    return this;
  }

  /**
   * Sets an option of the sink, or `checkpointLocation`: the folder with which a query goes on after a restart.
   *
   * @example
   * await clicks.addData(["ana", 1]);
   * const copy = await clicks.toDF().writeStream.format("json").option("checkpointLocation", "checkpoint")
   *   .trigger({ availableNow: true }).start("copy");
   * await copy.awaitTermination();
   * session.read.json("copy")
   * // [{ n: 1, user: "ana" }]
   */
  option(name: string, value: OptionValue): this {
    this.given.set('df.writeStream.option("checkpointLocation", "checkpoint")', name, value);
    return this;
  }

  /**
   * Sets several options of the sink.
   *
   * @example
   * const written = await clicks.toDF().writeStream.format("noop").options({ checkpointLocation: "written" }).start();
   * written.isActive
   * // true
   */
  options(options: Readonly<Record<string, OptionValue>>): this {
    this.given.setAll('df.writeStream.options({ checkpointLocation: "checkpoint" })', options);
    return this;
  }

  /**
   * Says when batches run.
   *
   * Structured Streaming Programming Guide, "Triggers".
   *
   * @param trigger `{ processingTime: "2 seconds" }`, `{ availableNow: true }`, `{ once: true }`, or `{ manual: true }` for
   *   `query.step()`
   * @throws ArgumentError INVALID_TRIGGER, CANNOT_PARSE_INTERVAL
   * @example
   * await clicks.addData(["ana", 1]);
   * const now = await clicks.toDF().writeStream.format("memory").queryName("now").trigger({ availableNow: true }).start();
   * await now.awaitTermination();
   * session.table("now")
   * // [{ user: "ana", n: 1 }]
   */
  trigger(trigger: TriggerOptions): this {
    this.settings.trigger = triggerOf(trigger);
    return this;
  }

  /**
   * Names the query; the memory sink makes a table of that name.
   *
   * @example
   * const named = await clicks.toDF().writeStream.format("noop").queryName("mine").start();
   * named.name
   * // "mine"
   */
  queryName(name: string): this {
    this.settings.name = argumentsOf('queryName', 'df.writeStream.queryName("totals")').filledText('name', name);
    return this;
  }

  /**
   * Names the columns whose values make folders: `out/user=ana/part-....json`. Sinks that write no files refuse it.
   *
   * @throws AnalysisError at `start()` for a column that is not there or cannot name a folder, for all columns, and for other sinks
   * @example
   * await clicks.addData(["ana", 1], ["bo", 2]);
   * const parted = await clicks.toDF().writeStream.format("json").option("checkpointLocation", "parted-state")
   *   .partitionBy("user").trigger({ availableNow: true }).start("parted");
   * await parted.awaitTermination();
   * session.read.json("parted").orderBy("n")
   * // [{ n: 1, user: "ana" }, { n: 2, user: "bo" }]
   */
  partitionBy(...columns: (string | readonly string[])[]): this {
    const given = argumentsOf('partitionBy', 'df.writeStream.partitionBy("country")');
    this.settings.partitionBy = given.texts('columns', columns);
    return this;
  }

  /**
   * Hands each batch to a function on the user's thread; after a failure a batch may come again with the same number.
   *
   * @param f gets the batch as a DataFrame, and its number; the query waits for what it returns
   * @throws ArgumentError java.lang.IllegalArgumentException when it is no function
   * @example
   * const seen = [];
   * await clicks.addData(["ana", 1]);
   * const each = await clicks.toDF().writeStream.foreachBatch(async (batch, id) => seen.push([id, await batch.count()])).start();
   * await each.processAllAvailable();
   * seen
   * // [[0, 1]]
   */
  foreachBatch(f: BatchFunction): this {
    if (typeof f !== 'function') {
      throw new ArgumentError({
        condition: 'java.lang.IllegalArgumentException',
        message: 'foreachBatch function cannot be null.',
        hint: 'Give a function: foreachBatch(async (batch, batchId) => { ... }).',
      });
    }
    this.settings.userSink = { call: 'foreachBatch', run: f };
    return this;
  }

  /**
   * Hands each row to a function or a writer on the user's thread; after a failure rows may come again with the same batch
   * number.
   *
   * @param writer a function of the row, or an object with `process(row)` and, before and behind the rows of a batch,
   *   `open(partitionId, epochId)` and `close(error)`
   * @throws ArgumentError java.lang.IllegalArgumentException when it is neither
   * @example
   * const seen = [];
   * await clicks.addData(["ana", 1], ["bo", 2]);
   * const each = await clicks.toDF().writeStream.foreach({
   *   open: (partitionId, epochId) => seen.push(epochId), process: (row) => seen.push(row.user), close: (error) => seen.push(error),
   * }).start();
   * await each.processAllAvailable();
   * seen
   * // [0, "ana", "bo", null]
   */
  foreach(writer: ForeachWriter | ForeachWriter['process']): this {
    const given = typeof writer === 'function' ? { process: writer } : writer;
    if (typeof memberOf(given, 'process') !== 'function') {
      throw new ArgumentError({
        condition: 'java.lang.IllegalArgumentException',
        message: 'foreach writer cannot be null.',
        hint: 'Give a function of the row, or an object with process(row): foreach((row) => console.log(row)).',
      });
    }
    this.settings.userSink = { call: 'foreach', run: batchesTo(given) };
    return this;
  }

  /**
   * Keeps rows for a live view of this query.
   *
   * @example
   * const shown = await clicks.toDF().writeStream.format("noop").display().start();
   * shown.isActive
   * // true
   */
  display(on = true): this {
    this.settings.display = argumentsOf('display', 'df.writeStream.display()').flag('on', on);
    return this;
  }

  /**
   * Starts the query.
   *
   * @param path a folder, for sinks that write files
   * @throws AnalysisError WRITE_STREAM_NOT_ALLOWED in batch, and whatever else Spark refuses
   * @example
   * orders.writeStream.format("noop").start()
   * // throws WRITE_STREAM_NOT_ALLOWED
   */
  start(path?: string): Promise<StreamingQuery> {
    const target = path === undefined || path === null ? null : START.text('path', path);
    if (target !== null) rememberPasswords(target);
    return this.startWith(this.settings.format ?? 'console', target ?? this.given.values['path'] ?? null);
  }

  /**
   * Starts the query, which writes the files of a table: `session.table(tableName)` reads what is in them by then.
   *
   * They are JSON, or CSV where `format` says so, and lie in the folder of the option `path`, or in one of the table's name
   * in `spark.sql.warehouse.dir` (`spark-warehouse`). This session knows the table; another one reads the folder, or calls
   * `toTable` again to go on.
   *
   * @param tableName a name for `session.table`; a view of that name is replaced
   * @throws AnalysisError as `start()`
   * @throws ArgumentError UNSUPPORTED_FEATURE.TABLE_FORMAT for what gives no table
   * @example
   * await clicks.addData(["ana", 1]);
   * const filling = await clicks.toDF().writeStream.option("checkpointLocation", "filling").trigger({ availableNow: true }).toTable("filled");
   * await filling.awaitTermination();
   * session.table("filled")
   * // [{ user: "ana", n: 1 }]
   */
  async toTable(tableName: string): Promise<StreamingQuery> {
    const name = argumentsOf('toTable', 'df.writeStream.toTable("clicks")').filledText('tableName', tableName);
    const { sparkSession } = this.df;
    const format = (this.settings.format ?? 'json').toLowerCase();
    if (this.settings.userSink !== null || !TABLE_FORMATS.includes(format))
      throw noTable(this.settings.userSink?.call ?? format);
    const path =
      this.given.values['path'] ?? `${sparkSession.conf.get('spark.sql.warehouse.dir', 'spark-warehouse')}/${name}`;
    const query = await this.startWith(format, path);
    const reading = Object.entries(this.given.values).filter(([option]) => !WRITING.has(option.toLowerCase()));
    const reader = sparkSession.read
      .format(format)
      .schema(await this.df.schema())
      .options(Object.fromEntries(reading));
    await reader.load(path).createOrReplaceTempView(name);
    return query;
  }

  private startWith(format: string, path: string | null): Promise<StreamingQuery> {
    const { settings } = this;
    return this.df.sparkSession.startQuery(this.df, {
      format,
      options: this.given.values,
      path,
      outputMode: settings.mode,
      trigger: settings.trigger,
      name: settings.name,
      partitionBy: settings.partitionBy,
      display: settings.display,
      userSink: settings.userSink,
    });
  }

  [INSPECT](): string {
    return `DataStreamWriter (${this.settings.format ?? 'console'})`;
  }
}

/** Formats that give the rows of a table again as they were. */
const TABLE_FORMATS = ['json', 'csv'];

/** Options that say nothing of how a table is read. */
const WRITING: ReadonlySet<string> = new Set([
  'path',
  'checkpointlocation',
  'compression',
  'ignorenullfields',
  'sortkeys',
  'writenonasciicharacterascodepoint',
  'quoteall',
  'escapequotes',
]);

const noTable = (what: string): ArgumentError =>
  new ArgumentError({
    condition: 'UNSUPPORTED_FEATURE.TABLE_FORMAT',
    sqlState: '0A000',
    message: `toTable writes files that are read again as they were, of the format json or csv, and not by ${what}.`,
    hint: 'Leave format(...) out, or call start(...) instead.',
  });

const START = argumentsOf('start', 'df.writeStream.format("json").start("folder")');

function triggerOf(trigger: TriggerOptions): Trigger {
  const given = argumentsOf('trigger', 'trigger({ processingTime: "2 seconds" })');
  const parts = given
    .entries('trigger', trigger, 'an object with one of processingTime, availableNow, once and manual')
    .filter(([, value]) => value !== undefined && value !== false);
  const [name, value] = parts[0] ?? [];
  if (parts.length === 1) {
    if (name === 'processingTime') return { kind: name, intervalMs: durationMs(given.filledText(name, value)) };
    if (name === 'once' || name === 'availableNow' || name === 'manual') {
      return value === true ? { kind: name } : given.wrong(name, 'true', value);
    }
  }
  throw new ArgumentError({
    condition: 'INVALID_TRIGGER',
    message: `trigger(...) takes exactly one of processingTime, availableNow, once and manual, and got ${parts.map(([part]) => part).join(', ') || 'none'}.`,
    hint: 'For example trigger({ processingTime: "2 seconds" }).',
  });
}
