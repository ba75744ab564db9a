import type { StructType } from '../types/data-type.ts';
import { fromUserValue } from '../types/from-user-value.ts';
import { MEMORY_STREAM } from './arguments/brand.ts';
import { DataFrame } from './data-frame.ts';
import { embeddedTools } from './embedded-tools.ts';
import { rowScalars } from './local-rows.ts';
import type { MillraceSession } from './session.ts';
import { readingValues } from './user-values.ts';

/** Rows that the program adds by hand; each `addData` is one offset. */
export class MemoryStream {
  readonly name: string;
  readonly schema: StructType;
  /** Its number in the engine. */
  readonly streamId: string;
  private readonly session: MillraceSession;
  private readonly df: DataFrame;

  constructor(session: MillraceSession, streamId: string, name: string, schema: StructType) {
    this.session = session;
    this.streamId = streamId;
    this.name = name;
    this.schema = schema;
    Object.defineProperty(this, MEMORY_STREAM, { value: true });
    const options = { stream: streamId };
    this.df = new DataFrame(session, {
      kind: 'read',
      format: 'memory-stream',
      schema: '',
      options,
      paths: [],
      streaming: true,
    });
  }

  /**
   * The stream as a DataFrame.
   *
   * @example
   * clicks.toDF().columns()
   * // ["user", "n"]
   */
  toDF(): DataFrame {
    return this.df;
  }

  /**
   * Adds rows; a query that runs sees them in its next batch.
   *
   * @param rows objects, or arrays in the order of the columns
   * @returns the number of this addition, from 0: the offset of the stream
   * @throws ArgumentError MILLRACE_VALUE_DOES_NOT_FIT_TYPE
   * @example
   * [await clicks.addData({ user: "ana", n: 1 }), await clicks.addData(["bo", 2], ["ana", 3])]
   * // [0, 1]
   */
  async addData(...rows: unknown[]): Promise<number> {
    const tools = embeddedTools(this.session.backend, 'A memory stream');
    const [offset] = await tools.feed([{ streamId: this.streamId, rows: this.scalars(rows) }]);
    return offset!;
  }

  /**
   * Rows as the engine takes them; for `session.feed`.
   *
   * @internal
   */
  scalars(rows: readonly unknown[]): unknown[][] {
    const zone = this.session.timeZone;
    const converters = this.schema.fields.map((f) => fromUserValue(f.type, zone));
    return readingValues(`rows of the stream ${this.name}`, rows, () =>
      rows.map((row) => rowScalars(row, this.schema, converters)),
    );
  }
}
