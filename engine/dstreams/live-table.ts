import { display } from '../api/display.ts';
import type { MemoryStream } from '../api/memory-stream.ts';
import type { MillraceSession } from '../api/session.ts';
import type { StreamingQuery } from '../api/streaming-query.ts';
import type { StructType } from '../types/data-type.ts';
import { printed } from './printed.ts';

type TableRow = Readonly<Record<string, unknown>>;

/** Names of queries that run differ. */
let tables = 0;

/** How rows are shown: as they are, or as texts when later rows have other types than the first. */
type Shape = 'columns' | 'texts';

/**
 * A stream's rows as a query of the engine, shown as every query is: a table with the time of each batch.
 *
 * @internal
 */
export class LiveTable {
  private readonly session: MillraceSession;
  private readonly name: string;
  private shape: Shape = 'columns';
  private stream: MemoryStream | null = null;
  private query: StreamingQuery | null = null;

  constructor(session: MillraceSession, name: string) {
    this.session = session;
    this.name = name;
  }

  async add(rows: readonly unknown[], ms: number): Promise<void> {
    if (rows.length === 0) return;
    try {
      await this.send(rows, ms);
    } catch (error) {
      if (this.shape === 'texts') throw error;
      await this.end();
      this.shape = 'texts';
      this.stream = null;
      await this.send(rows, ms);
    }
  }

  /** The context has ended: what it gave is still shown. */
  async end(): Promise<void> {
    if (this.query?.isActive !== true) return;
    await this.query.processAllAvailable();
    await this.query.stop();
  }

  private async send(rows: readonly unknown[], ms: number): Promise<void> {
    const time = new Date(ms);
    const table = rows.map((row): TableRow => ({
      time,
      ...(this.shape === 'texts' ? { value: printed(row) } : columnsOf(row)),
    }));
    this.stream ??= await this.begin(table);
    // more arguments than a call takes
    for (let at = 0; at < table.length; at += AT_ONCE) await this.stream.addData(...table.slice(at, at + AT_ONCE));
  }

  private async begin(rows: readonly TableRow[]): Promise<MemoryStream> {
    const schema: StructType = await this.session.createDataFrame(rows).schema();
    const stream = this.session.memoryStream(this.name, schema);
    this.query = await display(stream.toDF(), { queryName: `${this.name} (DStream ${++tables})` });
    return stream;
  }
}

/** Rows of one call. */
const AT_ONCE = 10_000;

/** A pair has a key and a value, an object its fields, anything else is a value. */
function columnsOf(row: unknown): TableRow {
  if (Array.isArray(row) && row.length === 2) return { key: row[0] as unknown, value: row[1] as unknown };
  const isPlain = typeof row === 'object' && row !== null && Object.getPrototypeOf(row) === Object.prototype;
  return isPlain ? (row as TableRow) : { value: row };
}
