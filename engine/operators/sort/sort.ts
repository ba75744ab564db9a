import { RowStage } from '../../codegen/row-stage.ts';
import type { StageRuntime } from '../../codegen/generated-runtime.ts';
import { concatBatches } from '../../columnar/concat.ts';
import { takeRows } from '../../columnar/take.ts';
import type { RecordBatch, Vector } from '../../columnar/vector.ts';
import { freshColumnId, type Attribute } from '../../expressions/typed.ts';
import type { Origin } from '../../types/origin.ts';
import type { SortKey } from './plan.ts';
import { sortedRows, type ColumnOrder } from './sort-order.ts';

/** All rows in the order of the keys; equal rows keep their order. */
export class SortOperator {
  readonly orders: readonly ColumnOrder[];
  private readonly stage: RowStage;

  constructor(input: readonly Attribute[], keys: readonly SortKey[], origin?: Origin) {
    this.orders = keys.map(({ expression, ...order }) => ({ type: expression.type, ...order }));
    const columns = keys.map(({ expression }, i) => ({
      attribute: { id: freshColumnId(), name: `key${i}`, type: expression.type, nullable: expression.nullable },
      expression,
    }));
    this.stage = new RowStage(
      input,
      [{ step: 'project', columns, origin }],
      columns.map((c) => c.attribute),
    );
  }

  /** The columns that decide the order. */
  keysOf(batch: RecordBatch, runtime: StageRuntime): readonly Vector[] {
    return this.stage.run(batch, runtime).columns;
  }

  sort(batches: readonly RecordBatch[], runtime: StageRuntime): RecordBatch | null {
    if (batches.length === 0) return null;
    const all = concatBatches(batches, batches[0]!.schema);
    return takeRows(all, sortedRows(this.keysOf(all, runtime), this.orders, all.length));
  }
}
