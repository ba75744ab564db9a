import type { RecordBatch, Vector } from '../../columnar/vector.ts';
import { VectorBuilder } from '../../columnar/vector-builder.ts';
import type { Attribute } from '../../expressions/typed.ts';
import { struct, type DataType } from '../../types/data-type.ts';
import type { BatchRun, PhysicalNode } from '../physical-node.ts';
import type { InitialStatePlan } from './plan.ts';

/** Gives the rows of the table in the first batch, those of the stream in each. */
export class InitialStateNode implements PhysicalNode {
  readonly output: readonly Attribute[];
  readonly children: readonly PhysicalNode[];
  readonly label = 'InitialState';
  private readonly plan: InitialStatePlan;
  private readonly rows: PhysicalNode;
  private readonly table: PhysicalNode;

  constructor(plan: InitialStatePlan, rows: PhysicalNode, table: PhysicalNode) {
    this.plan = plan;
    this.output = plan.output;
    this.rows = rows;
    this.table = table;
    this.children = [rows, table];
  }

  async *execute(run: BatchRun): AsyncIterable<RecordBatch> {
    const schema = struct(this.output.map(({ name, type, nullable }) => ({ name, type, nullable })));
    if (run.context.isFirstBatch) {
      for await (const batch of this.table.execute(run)) {
        yield { schema, columns: this.output.map((a) => this.ofTable(a, batch)), length: batch.length };
      }
    }
    for await (const batch of this.rows.execute(run)) {
      const columns = this.output.map((a): Vector => {
        const at = this.rows.output.findIndex(({ id }) => id === a.id);
        return at < 0 ? nulls(a.type, batch.length) : batch.columns[at]!;
      });
      yield { schema, columns, length: batch.length };
    }
  }

  /** A column of a batch of the table's. */
  private ofTable(attribute: Attribute, batch: RecordBatch): Vector {
    const { keys, fields, initial } = this.plan;
    const columnOf = (wanted: Attribute): Vector =>
      batch.columns[this.table.output.findIndex(({ id }) => id === wanted.id)]!;
    if (attribute.id === initial.id) return { layout: 'struct', valid: null, children: fields.map(columnOf) };
    const key = keys.find(({ left }) => left.id === attribute.id);
    return key === undefined ? nulls(attribute.type, batch.length) : columnOf(key.right);
  }
}

function nulls(type: DataType, length: number): Vector {
  const builder = new VectorBuilder(type, length);
  for (let i = 0; i < length; i++) builder.append(null);
  return builder.finish();
}
