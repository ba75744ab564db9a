import type { RecordBatch } from '../../columnar/vector.ts';
import { HeldRows } from '../spill/held-rows.ts';
import type { MemoryBudget, MemoryClaim } from '../spill/memory-budget.ts';
import { SortedRuns } from '../spill/sorted-runs.ts';
import { withoutColumns } from '../../columnar/chosen-columns.ts';
import type { RunContext } from '../batch-context.ts';
import type { SortOperator } from './sort.ts';

/** Sorting takes the rows once more as one batch, once more in order, and their keys and numbers. */
const TO_SORT = 3;

/** The rows of a sort: those in memory, and what of them is on disk in sorted runs. */
export class SortSpill {
  private readonly held = new HeldRows();
  private readonly claim: MemoryClaim;
  private readonly runs: SortedRuns;
  private readonly operator: SortOperator;
  private readonly context: RunContext;

  constructor(operator: SortOperator, memory: MemoryBudget, context: RunContext) {
    this.operator = operator;
    this.context = context;
    this.claim = memory.claim();
    this.runs = new SortedRuns(memory, operator.runOrder, context);
  }

  async add(batch: RecordBatch): Promise<void> {
    this.held.add(batch);
    if (this.claim.holds(TO_SORT * this.held.bytes)) await this.write();
  }

  private async write(): Promise<void> {
    const { batches } = this.held;
    this.held.clear();
    const run = this.operator.sortKeyed(batches, this.context.runtime);
    if (run !== null) await this.runs.add([run]);
    this.claim.holds(0);
  }

  /** All rows in order; what they took is released. */
  async *sorted(): AsyncGenerator<RecordBatch> {
    try {
      if (this.runs.isEmpty) {
        const sorted = this.operator.sort(this.held.batches, this.context.runtime);
        this.held.clear();
        if (sorted !== null && sorted.length > 0) yield sorted;
        return;
      }
      await this.write();
      const { computedColumns } = this.operator;
      for await (const batch of this.runs.merged()) yield withoutColumns(batch, computedColumns);
    } finally {
      this.claim.release();
    }
  }
}
