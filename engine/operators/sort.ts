import { RowStage } from '../codegen/row-stage.ts';
import type { StageRuntime } from '../codegen/stage.ts';
import { concatBatches } from '../columnar/concat.ts';
import { takeRows } from '../columnar/take.ts';
import { scalarAt, type RecordBatch, type Vector } from '../columnar/vector.ts';
import { freshColumnId, type Attribute, type TypedExpression } from '../expressions/typed.ts';
import { compareScalars } from '../types/compare.ts';
import type { Origin } from '../types/origin.ts';

export interface SortKey {
  readonly expression: TypedExpression;
  readonly descending: boolean;
  readonly nullsFirst: boolean;
}

/** All rows in the order of the keys; equal rows keep their order. */
export class SortOperator {
  private readonly keys: readonly SortKey[];
  private readonly stage: RowStage;

  constructor(input: readonly Attribute[], keys: readonly SortKey[], origin?: Origin) {
    this.keys = keys;
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

  sort(batches: readonly RecordBatch[], runtime: StageRuntime): RecordBatch | null {
    if (batches.length === 0) return null;
    const all = concatBatches(batches, batches[0]!.schema);
    const keys = this.stage.run(all, runtime).columns;
    const compare = this.keys.map((key, i) => columnOrder(keys[i]!, key));
    const rows = Int32Array.from({ length: all.length }, (_, i) => i);
    rows.sort((a, b) => {
      for (const by of compare) {
        const order = by(a, b);
        if (order !== 0) return order;
      }
      return a - b;
    });
    return takeRows(all, rows);
  }
}

function columnOrder(vector: Vector, key: SortKey): (a: number, b: number) => number {
  const compare = compareScalars(key.expression.type);
  const direction = key.descending ? -1 : 1;
  const nullOrder = key.nullsFirst ? -1 : 1;
  return (a, b) => {
    const left = scalarAt(vector, a);
    const right = scalarAt(vector, b);
    if (left === null || right === null) return left === right ? 0 : left === null ? nullOrder : -nullOrder;
    return direction * compare(left, right);
  };
}
