import { RowStage } from '../../codegen/row-stage.ts';
import type { StageRuntime } from '../../codegen/generated-runtime.ts';
import { concatBatches } from '../../columnar/concat.ts';
import { takeRows } from '../../columnar/take.ts';
import type { RecordBatch, Vector } from '../../columnar/vector.ts';
import { freshColumnId, type Attribute } from '../../expressions/typed.ts';
import { struct, type StructType } from '../../types/data-type.ts';
import type { Origin } from '../../types/origin.ts';
import type { RunOrder } from '../spill/sorted-runs.ts';
import type { SortKey } from './plan.ts';
import { sortedRows, type ColumnOrder } from './sort-order.ts';

/** All rows in the order of the keys; equal rows keep their order. */
export class SortOperator {
  readonly orders: readonly ColumnOrder[];
  private readonly width: number;
  private readonly stage: RowStage;
  /** Where each key lies among the columns; behind them those that are computed. */
  private readonly places: readonly number[];
  private readonly computed: StructType;

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
    this.width = input.length;
    const computed: Attribute[] = [];
    this.places = columns.map(({ attribute, expression }) => {
      const at = expression.node === 'column' ? input.findIndex(({ id }) => id === expression.id) : -1;
      return at >= 0 ? at : this.width + computed.push(attribute) - 1;
    });
    this.computed = struct(computed.map(({ name, type, nullable }) => ({ name, type, nullable })));
  }

  /** Where the columns lie that `sortKeyed` adds. */
  get computedColumns(): number[] {
    return this.computed.fields.map((_, i) => this.width + i);
  }

  /** How the rows that `sortKeyed` gives are in order. */
  get runOrder(): RunOrder {
    return { columns: this.places, orders: this.orders };
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

  /** The rows in order, with the keys that are computed behind their columns. */
  sortKeyed(batches: readonly RecordBatch[], runtime: StageRuntime): RecordBatch | null {
    if (batches.length === 0) return null;
    const all = concatBatches(batches, batches[0]!.schema);
    const keys = this.keysOf(all, runtime);
    const computed = keys.filter((_, k) => this.places[k]! >= this.width);
    const schema = struct([...all.schema.fields, ...this.computed.fields]);
    const keyed = { schema, columns: [...all.columns, ...computed], length: all.length };
    return takeRows(keyed, sortedRows(keys, this.orders, all.length));
  }
}
