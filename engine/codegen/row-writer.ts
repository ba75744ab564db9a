import type { RecordBatch, Vector } from '../columnar/vector.ts';
import type { Attribute } from '../expressions/typed.ts';
import type { CodeContext } from './code-context.ts';
import { Room, SinkCode } from './sink-code.ts';
import { Sink } from './sink.ts';
import type { Terminal } from './stage.ts';

/** Writes the rows of a stage into new columns. */
export class RowWriter implements Terminal {
  private readonly output: readonly Attribute[];
  private readonly growing: boolean;
  private sinks: Sink[] = [];
  private rows = 0;
  private capacity = 0;

  constructor(output: readonly Attribute[], growing: boolean) {
    this.output = output;
    this.growing = growing;
  }

  target(batch: RecordBatch): unknown {
    this.capacity = Math.max(this.growing ? 64 : 1, batch.length);
    this.sinks = this.output.map((a) => new Sink(a.type, this.capacity));
    this.rows = 0;
    return this;
  }

  /** Called by generated code: makes room and gives the arrays again. */
  grow(): void {
    this.capacity *= 2;
    for (const sink of this.sinks) sink.grow();
  }

  /** Called by generated code when all rows are written. */
  finish(rows: number): void {
    this.rows = rows;
  }

  take(): { readonly columns: Vector[]; readonly length: number } {
    const columns = this.sinks.map((sink) => sink.vector(this.rows));
    this.sinks = [];
    return { columns, length: this.rows };
  }

  generate(g: CodeContext): { before: string; row: string; after: string } {
    const room = new Room(g, 'O', 'm');
    const sinks = this.output.map((a, i) => new SinkCode(g, `O.sinks[${i}]`, a.type, room, 'column'));
    const rooms = new Set([room, ...sinks.flatMap((sink) => sink.rooms)]);
    const row = this.output.flatMap((attribute, i) => {
      const code = g.column({ node: 'column', ...attribute });
      return [code.code, sinks[i]!.write(code)];
    });
    return {
      before: [...rooms].map((each) => each.declared()).join('\n'),
      row: `${this.growing ? room.ensured() : ''}\n${row.join('\n')}\nm++;`,
      after: `${sinks.map((sink) => sink.finished()).join(' ')} O.finish(m);`,
    };
  }
}
