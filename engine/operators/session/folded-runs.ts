import type { RecordBatch, Vector } from '../../columnar/vector.ts';
import { freshColumnId, type Attribute } from '../../expressions/typed.ts';
import { WHOLE } from '../../state/state-store.ts';
import type { StateTable } from '../../state/state-table.ts';
import { INTEGER, struct } from '../../types/data-type.ts';
import type { Origin } from '../../types/origin.ts';
import { AggregateOperator } from '../aggregate/aggregate.ts';
import type { AggregateColumn } from '../aggregate/plan.ts';
import { NO_WATERMARK, type BatchContext } from '../batch-context.ts';
import { DeduplicateOperator } from '../deduplicate/deduplicate.ts';

/** Folds runs of rows into the slots of their aggregates, as a batch query would. */
export class FoldedRuns {
  private readonly run: Attribute;
  private readonly aggregate: AggregateOperator;
  private readonly distinct: DeduplicateOperator;

  constructor(
    input: readonly Attribute[],
    keys: readonly Attribute[],
    aggregates: readonly AggregateColumn[],
    origin: Origin | undefined,
  ) {
    this.run = { id: freshColumnId(), name: 'run', type: INTEGER, nullable: false };
    this.aggregate = new AggregateOperator([...input, this.run], [], [this.run], aggregates, false, origin);
    this.distinct = new DeduplicateOperator(input, keys, false, false);
  }

  sources(): readonly string[] {
    return this.aggregate.sources();
  }

  /** A table of the runs, by their numbers. @param runs by row: the run it belongs to, ascending */
  fold({ schema, columns, length }: RecordBatch, runs: Int32Array, context: BatchContext): StateTable {
    const inBatch = { ...context, ...NO_WATERMARK, streaming: false };
    const run: Vector = { layout: 'i32', valid: null, data: runs };
    const { name, type, nullable } = this.run;
    const numbered = {
      schema: struct([...schema.fields, { name, type, nullable }]),
      columns: [...columns, run],
      length,
    };
    this.aggregate.beginBatch(inBatch);
    this.aggregate.add(numbered, inBatch);
    return this.aggregate.state.table(WHOLE);
  }

  /** How many different keys and sessions rows have: Spark counts what it drops once it grouped it. */
  groups(batches: readonly RecordBatch[], context: BatchContext): number {
    if (batches.length === 0) return 0;
    const inBatch = { ...context, ...NO_WATERMARK, streaming: false };
    this.distinct.beginBatch();
    for (const batch of batches) this.distinct.add(batch, inBatch);
    return this.distinct.keyCount;
  }
}
