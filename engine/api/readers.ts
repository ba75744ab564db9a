import type { StructType } from '../types/data-type.ts';
import { INSPECT } from '../types/inspected.ts';
import { rememberPasswords } from '../types/secrets.ts';
import { argumentsOf } from './arguments/call-arguments.ts';
import { GivenOptions, type OptionValue } from './given-options.ts';
import type { DataFrame } from './data-frame.ts';
import { schemaText } from './schema-text.ts';
import type { MillraceSession } from './session.ts';

/**
 * Describes something to read; `load()` makes a DataFrame of it. Batch and streaming differ in nothing but the word
 * `read` or `readStream`.
 *
 * @example
 * session.readStream.format("rate").option("rowsPerSecond", 10).load().columns()
 * // ["timestamp", "value"]
 */
export class DataFrameReader {
  private readonly session: MillraceSession;
  private readonly streaming: boolean;
  private source = 'parquet';
  private ddl = '';
  private readonly given = new GivenOptions();

  constructor(session: MillraceSession, streaming: boolean) {
    this.session = session;
    this.streaming = streaming;
  }

  /**
   * Says what is read: `json`, `csv`, `text`, `kafka`, `rate`, `rate-micro-batch`, `socket`; of checkpoints `statestore` and
   * `state-metadata`.
   *
   * @throws AnalysisError DATA_SOURCE_NOT_FOUND at the action
   * @example
   * session.read.format("nothing").load()
   * // throws DATA_SOURCE_NOT_FOUND
   */
  format(name: string): this {
    this.source = argumentsOf('format', 'session.read.format("json")').text('name', name);
    return this;
  }

  /**
   * Says which columns are read.
   *
   * @param schema DDL text, or what `await df.schema()` gives
   * @throws AnalysisError PARSE_SYNTAX_ERROR at the action
   * @example
   * await writeFile("orders.json", '{"id":1,"amount":12.5}\n{"id":2}');
   * session.read.schema("id BIGINT, amount DOUBLE").json("orders.json")
   * // [{ id: 1, amount: 12.5 }, { id: 2, amount: null }]
   */
  schema(schema: string | StructType): this {
    const given = argumentsOf('schema', 'session.read.schema("id BIGINT, amount DOUBLE")');
    this.ddl = schemaText(given.schema('schema', schema));
    return this;
  }

  /**
   * Sets an option of the format.
   *
   * @param name as in Spark's guides, letters' case aside
   * @example
   * await writeFile("orders.csv", "id;amount\n1;12.5");
   * session.read.schema("id INT, amount DOUBLE").option("header", true).option("sep", ";").csv("orders.csv")
   * // [{ id: 1, amount: 12.5 }]
   */
  option(name: string, value: OptionValue): this {
    this.given.set('session.read.option("header", true)', name, value);
    return this;
  }

  /**
   * Sets several options of the format.
   *
   * @example
   * await writeFile("orders.csv", "1;12.5");
   * session.read.schema("id INT, amount DOUBLE").options({ sep: ";" }).csv("orders.csv")
   * // [{ id: 1, amount: 12.5 }]
   */
  options(options: Readonly<Record<string, OptionValue>>): this {
    this.given.setAll('session.read.options({ header: true })', options);
    return this;
  }

  /**
   * The DataFrame of what was described; nothing is read before an action.
   *
   * @param paths files or folders, for formats that read files
   * @throws AnalysisError PATH_NOT_FOUND at the action
   * @example
   * session.read.format("json").load("nowhere")
   * // throws PATH_NOT_FOUND
   */
  load(...paths: (string | readonly string[])[]): DataFrame {
    return this.loaded(argumentsOf('load', 'session.read.format("json").load("folder")').filledTexts('paths', paths));
  }

  private files(format: string, paths: readonly unknown[]): DataFrame {
    const files = argumentsOf(format, `session.read.${format}("folder")`).filledTexts('paths', paths);
    this.source = format;
    return this.loaded(files);
  }

  private loaded(paths: readonly string[]): DataFrame {
    paths.forEach(rememberPasswords);
    return this.session.fromRelation({
      kind: 'read',
      format: this.source,
      schema: this.ddl,
      options: { ...this.given.values },
      paths,
      streaming: this.streaming,
    });
  }

  /**
   * Reads files with one JSON object a line.
   *
   * @throws AnalysisError PATH_NOT_FOUND at the action
   * @example
   * await writeFile("words.json", '{"word":"stream"}\n{"word":"batch"}');
   * session.read.json("words.json")
   * // [{ word: "stream" }, { word: "batch" }]
   */
  json(...paths: string[]): DataFrame {
    return this.files('json', paths);
  }

  /**
   * Reads files of values between commas.
   *
   * @throws AnalysisError PATH_NOT_FOUND at the action
   * @example
   * await writeFile("pairs.csv", "1,a\n2,b");
   * session.read.schema("n INT, letter STRING").csv("pairs.csv")
   * // [{ n: 1, letter: "a" }, { n: 2, letter: "b" }]
   */
  csv(...paths: string[]): DataFrame {
    return this.files('csv', paths);
  }

  /**
   * Reads lines of files, as column `value`.
   *
   * @throws AnalysisError PATH_NOT_FOUND at the action
   * @example
   * await writeFile("lines.txt", "one\ntwo");
   * session.read.text("lines.txt")
   * // [{ value: "one" }, { value: "two" }]
   */
  text(...paths: string[]): DataFrame {
    return this.files('text', paths);
  }

  /**
   * A temporary view, or the table of a memory sink.
   *
   * @throws AnalysisError TABLE_OR_VIEW_NOT_FOUND at the action
   * @example
   * session.read.table("nothing")
   * // throws TABLE_OR_VIEW_NOT_FOUND
   */
  table(name: string): DataFrame {
    const table = argumentsOf('table', 'session.read.table("sales")').text('name', name);
    return this.session.fromRelation({ kind: 'named_table', name: table, streaming: this.streaming });
  }

  [INSPECT](): string {
    return `DataFrameReader (${this.source})`;
  }
}

/** The streaming reader has the same members. */
export type DataStreamReader = DataFrameReader;
