import type { StructType } from '../types/data-type.ts';
import { fromUserValue } from '../types/from-user-value.ts';
import { DataFrame } from './data-frame.ts';
import { rowScalars } from './local-rows.ts';
import type { MillraceSession } from './session.ts';

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

  toDF(): DataFrame {
    return this.df;
  }

  /** Adds rows (objects, or arrays in the order of the columns) and gives their offset. */
  async addData(...rows: unknown[]): Promise<number> {
    const [offset] = await this.session.backend.feed([{ streamId: this.streamId, rows: this.scalars(rows) }]);
    return offset!;
  }

  /** Rows as the engine takes them; for `session.feed`. */
  scalars(rows: readonly unknown[]): unknown[][] {
    const zone = this.session.timeZone;
    const converters = this.schema.fields.map((f) => fromUserValue(f.type, zone));
    return rows.map((row) => rowScalars(row, this.schema, converters));
  }
}
