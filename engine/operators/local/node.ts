import { chosenColumns } from '../../columnar/chosen-columns.ts';
import { blocksOf } from '../../columnar/take.ts';
import type { RecordBatch } from '../../columnar/vector.ts';
import type { Attribute } from '../../expressions/typed.ts';
import { columnNames, type BatchRun, type PhysicalNode } from '../physical-node.ts';

/** Rows that the user handed over. */
export class LocalNode implements PhysicalNode {
  readonly children = [];
  readonly output: readonly Attribute[];
  readonly label: string;
  private readonly batches: readonly RecordBatch[];
  private readonly columns: readonly number[] | null;

  constructor(output: readonly Attribute[], batches: readonly RecordBatch[], columns: readonly number[] | null) {
    this.output = output;
    this.batches = batches;
    this.columns = columns;
    this.label = `LocalTableScan [${columnNames(output)}]`;
  }

  async *execute(run: BatchRun): AsyncIterable<RecordBatch> {
    for (const batch of this.batches) {
      await run.context.checkpoint();
      run.done(batch.length, 0);
      yield* blocksOf(chosenColumns(batch, this.columns));
    }
  }
}
