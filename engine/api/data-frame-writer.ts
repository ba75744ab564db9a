import { currentHost } from '../spi/host.ts';
import { INSPECT } from '../types/inspected.ts';
import { rememberPasswords } from '../types/secrets.ts';
import { argumentsOf } from './arguments/call-arguments.ts';
import { GivenOptions, type OptionValue } from './given-options.ts';
import type { DataFrame } from './data-frame.ts';
import { progressBar } from './progress-bar.ts';

/** Describes where a batch DataFrame is written; `save()` writes it. */
export class DataFrameWriter {
  private readonly df: DataFrame;
  private name = 'parquet';
  private saveMode = 'error';
  private readonly given = new GivenOptions();
  private partitions: string[] = [];

  constructor(df: DataFrame) {
    this.df = df;
  }

  /**
   * Says what is written: `json`, `csv`, `text`, `kafka`, or `noop`, which computes all rows and keeps none.
   *
   * @throws AnalysisError DATA_SOURCE_NOT_FOUND at `save()`
   * @example
   * await orders.write.format("noop").mode("overwrite").save();
   * orders.write.format("nothing").save("out")
   * // throws DATA_SOURCE_NOT_FOUND
   */
  format(name: string): this {
    this.name = argumentsOf('format', 'df.write.format("json")').text('name', name);
    return this;
  }

  /**
   * Says what to do when the target is there: `error` (also `errorifexists`; the default), `append`, `overwrite` or
   * `ignore`.
   *
   * @throws ArgumentError INVALID_SAVE_MODE at `save()`
   * @example
   * await session.range(2).write.json("ids");
   * await session.range(3).write.mode("overwrite").json("ids");
   * session.read.json("ids").count()
   * // 3
   */
  mode(saveMode: string): this {
    this.saveMode = argumentsOf('mode', 'df.write.mode("overwrite")').filledText('saveMode', saveMode);
    return this;
  }

  /**
   * Sets an option of the format: `header`, `compression`, ...
   *
   * @example
   * await session.range(2).write.option("compression", "gzip").json("packed");
   * session.read.json("packed").count()
   * // 2
   */
  option(name: string, value: OptionValue): this {
    this.given.set('df.write.option("header", true)', name, value);
    return this;
  }

  /**
   * Sets several options of the format.
   *
   * @example
   * await session.range(1).write.options({ header: true, sep: ";" }).csv("table");
   * session.read.text("table")
   * // [{ value: "id" }, { value: "0" }]
   */
  options(options: Readonly<Record<string, OptionValue>>): this {
    this.given.setAll('df.write.options({ header: true })', options);
    return this;
  }

  /**
   * Names the columns whose values make folders: `out/country=PT/part-....json`. Targets that are no files refuse it.
   *
   * @throws AnalysisError at `save()` for a column that is not there or cannot name a folder, for all columns, and for other
   *   formats
   * @example
   * await orders.write.partitionBy("country").json("by-country");
   * session.read.json("by-country").select("country").distinct().orderBy("country")
   * // [{ country: "BR" }, { country: "PT" }]
   */
  partitionBy(...columns: (string | readonly string[])[]): this {
    this.partitions = argumentsOf('partitionBy', 'df.write.partitionBy("country")').texts('columns', columns);
    return this;
  }

  /**
   * Computes the rows and writes them: of files, none is seen before all are whole.
   *
   * Spark SQL guide, "Generic Load/Save Functions".
   *
   * @param path a folder, for formats of files
   * @throws AnalysisError PATH_ALREADY_EXISTS, UNSUPPORTED_OVERWRITE.PATH, CALL_ON_STREAMING_DATASET_UNSUPPORTED
   * @example
   * await session.range(2).write.format("json").save("twice");
   * session.range(2).write.format("json").save("twice")
   * // throws PATH_ALREADY_EXISTS
   */
  save(path?: string): Promise<void> {
    const target = path === undefined || path === null ? null : SAVE.text('path', path);
    if (target !== null) rememberPasswords(target);
    const spec = {
      relation: this.df.relation,
      format: this.name,
      options: this.given.values,
      path: target ?? this.given.values['path'] ?? null,
      mode: this.saveMode,
      partitionBy: this.partitions,
    };
    const bar = progressBar();
    const written = this.df.sparkSession.backend.write(spec, currentHost()?.signal, bar?.tell);
    return bar === null ? written : written.finally(() => bar.end());
  }

  /**
   * Writes JSON, one object a line.
   *
   * @example
   * await orders.write.json("sold");
   * session.read.json("sold").count()
   * // 3
   */
  json(path: string): Promise<void> {
    return this.format('json').save(argumentsOf('json', 'df.write.json("out")').text('path', path));
  }

  /**
   * Writes CSV.
   *
   * @example
   * await session.range(2).write.csv("numbers");
   * session.read.schema("n INT").csv("numbers")
   * // [{ n: 0 }, { n: 1 }]
   */
  csv(path: string): Promise<void> {
    return this.format('csv').save(argumentsOf('csv', 'df.write.csv("out")').text('path', path));
  }

  /**
   * Writes the one column, a text, line by line.
   *
   * @example
   * await orders.select("country").write.text("countries");
   * session.read.text("countries").distinct().count()
   * // 2
   */
  text(path: string): Promise<void> {
    return this.format('text').save(argumentsOf('text', 'df.write.text("out")').text('path', path));
  }

  [INSPECT](): string {
    return `DataFrameWriter (${this.name})`;
  }
}

const SAVE = argumentsOf('save', 'df.write.format("json").save("folder")');
