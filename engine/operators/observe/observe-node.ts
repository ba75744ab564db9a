import { scalarRows, type RecordBatch } from '../../columnar/vector.ts';
import type { Attribute } from '../../expressions/typed.ts';
import type { BatchRun, ObservedMetrics, PhysicalNode } from '../physical-node.ts';
import type { ObservedRowsNode } from '../observed-rows/observed-rows-node.ts';

type ObservedBy = Pick<ObservedMetrics, 'name' | 'observationId'>;

/** Passes rows on and computes metrics of them, which the run takes at its end. */
export class ObserveNode implements PhysicalNode {
  readonly output: readonly Attribute[];
  readonly children: readonly PhysicalNode[];
  readonly label: string;
  private readonly child: PhysicalNode;
  private readonly observed: ObservedBy;
  private readonly rows: ObservedRowsNode;
  private readonly metrics: PhysicalNode;

  /** @param metrics computed of `rows`: one row */
  constructor(child: PhysicalNode, observed: ObservedBy, rows: ObservedRowsNode, metrics: PhysicalNode) {
    this.child = child;
    this.children = [child];
    this.output = child.output;
    this.label = `CollectMetrics ${observed.name}`;
    this.observed = observed;
    this.rows = rows;
    this.metrics = metrics;
  }

  async *execute(run: BatchRun): AsyncIterable<RecordBatch> {
    const { rows } = this;
    rows.begin();
    let isWhole = true;
    let failure: { readonly error: unknown } | null = null;
    const computed = this.compute(run, () => isWhole).catch((error: unknown) => void (failure = { error }));
    try {
      for await (const batch of this.child.execute(run)) {
        await Promise.race([rows.give(batch), computed]);
        if (failure !== null) break;
        yield batch;
      }
    } catch (error) {
      isWhole = false;
      throw error;
    } finally {
      rows.end();
      await computed;
    }
    if (failure !== null) throw (failure as { readonly error: unknown }).error;
  }

  /** @param isWhole whether what was seen is what there is */
  private async compute(run: BatchRun, isWhole: () => boolean): Promise<void> {
    for await (const batch of this.metrics.execute(run)) {
      for (const row of scalarRows(batch)) if (isWhole()) run.observed({ ...this.observed, schema: batch.schema, row });
    }
  }
}
