import type { StructType } from '../types/data-type.ts';
import { DataFrame } from './data-frame.ts';
import { callSite } from './origin.ts';
import { schemaText } from './schema-text.ts';
import type { MillraceSession } from './session.ts';

/**
 * Describes something to read; `load()` makes a DataFrame of it. Batch and streaming differ in nothing but the word
 * `read` or `readStream`.
 *
 * @example session.readStream.format("rate").option("rowsPerSecond", 10).load()
 */
export class DataFrameReader {
  private readonly session: MillraceSession;
  private readonly streaming: boolean;
  private source = 'parquet';
  private ddl = '';
  private readonly settings: Record<string, string> = {};

  constructor(session: MillraceSession, streaming: boolean) {
    this.session = session;
    this.streaming = streaming;
  }

  format(name: string): this {
    this.source = name;
    return this;
  }

  /** The schema as DDL text (`"id BIGINT, ts TIMESTAMP"`) or as `await df.schema()` gives it. */
  schema(schema: string | StructType): this {
    this.ddl = schemaText(schema);
    return this;
  }

  option(name: string, value: string | number | boolean): this {
    this.settings[name] = String(value);
    return this;
  }

  options(options: Readonly<Record<string, string | number | boolean>>): this {
    for (const [name, value] of Object.entries(options)) this.option(name, value);
    return this;
  }

  load(...paths: (string | readonly string[])[]): DataFrame {
    const origin = callSite();
    return new DataFrame(this.session, {
      kind: 'read',
      format: this.source,
      schema: this.ddl,
      options: { ...this.settings },
      paths: paths.flat(),
      streaming: this.streaming,
      ...(origin === undefined ? {} : { origin }),
    });
  }

  json(...paths: string[]): DataFrame {
    return this.format('json').load(...paths);
  }

  csv(...paths: string[]): DataFrame {
    return this.format('csv').load(...paths);
  }

  text(...paths: string[]): DataFrame {
    return this.format('text').load(...paths);
  }

  /** A temporary view by name. */
  table(name: string): DataFrame {
    return new DataFrame(this.session, { kind: 'named_table', name, streaming: this.streaming });
  }
}

/** The streaming reader has the same members. */
export type DataStreamReader = DataFrameReader;
