import { Interner } from '../../columnar/interner.ts';
import type { RecordBatch } from '../../columnar/vector.ts';
import type { BatchContext } from '../batch-context.ts';
import { DEEPEST, PARTITIONS } from '../spill/key-partitions.ts';
import type { MemoryBudget, MemoryClaim } from '../spill/memory-budget.ts';
import { SortedRuns } from '../spill/sorted-runs.ts';
import { BY_NUMBER, numberedRows, SpilledRows } from '../spill/spilled-rows.ts';
import { withoutColumns } from '../../columnar/chosen-columns.ts';
import type { Spilling } from '../spill/spilling.ts';
import type { DeduplicateOperator } from './deduplicate.ts';

/** What came before is on disk in partitions by its keys: keys whose rows are out, and rows that may be repeated ones. */
interface Later {
  readonly seen: SpilledRows;
  readonly rows: SpilledRows;
}

/**
 * A deduplication that may hold little. When it holds too many keys these go to disk, and so do all rows after them,
 * which are looked at once more partition by partition and come out in their order.
 */
export class DeduplicateSpill implements Spilling {
  context: BatchContext;
  private readonly operator: DeduplicateOperator;
  private readonly memory: MemoryBudget;
  private readonly claim: MemoryClaim;
  private later: Later | null = null;
  private width = 0;
  private number = 0;

  constructor(operator: DeduplicateOperator, memory: MemoryBudget, context: BatchContext) {
    this.operator = operator;
    this.memory = memory;
    this.context = context;
    this.claim = memory.claim();
  }

  get spilled(): boolean {
    return this.later !== null;
  }

  async after(_: RecordBatch, out: RecordBatch): Promise<RecordBatch | null> {
    const { later } = this;
    if (later !== null) {
      this.width = out.columns.length;
      const first = this.number;
      this.number += out.length;
      await later.rows.add(numberedRows(out, first), this.operator.keysOf(out));
    }
    if (this.isTooMuch() && this.operator.keyCount > 1) {
      this.later ??= await this.putAside(0);
      this.startAnew();
    }
    return later === null ? out : null;
  }

  private isTooMuch(): boolean {
    const texts = this.operator.holdsTexts ? this.context.runtime.interner.used : 0;
    return this.claim.holds(this.operator.usedBytes + texts);
  }

  private async putAside(level: number): Promise<Later> {
    const file = await this.memory.file();
    const seen = new SpilledRows(file, this.memory, level);
    await this.keepSeen(seen);
    return { seen, rows: new SpilledRows(file, this.memory, level) };
  }

  /** The keys in memory, whose rows are out. */
  private async keepSeen(seen: SpilledRows): Promise<void> {
    const { batch, keys } = this.operator.seenKeys(this.context.runtime.interner);
    await seen.add(batch, keys);
  }

  /** Texts of keys that are on disk are not kept. */
  private startAnew(): void {
    this.operator.forget();
    this.context = { ...this.context, runtime: { ...this.context.runtime, interner: new Interner() } };
    this.claim.holds(0);
  }

  async *rest(): AsyncGenerator<RecordBatch> {
    const runs = new SortedRuns(this.memory, { columns: [this.width], orders: [BY_NUMBER] }, this.context);
    await this.look(this.later!, 0, runs);
    for await (const batch of runs.merged()) yield withoutColumns(batch, [this.width]);
  }

  private async look({ seen, rows }: Later, level: number, runs: SortedRuns): Promise<void> {
    for (let partition = 0; partition < PARTITIONS; partition++) {
      this.startAnew();
      const later = await this.lookAt(seen.read(partition), rows.read(partition), level + 1, runs);
      if (later !== null) await this.look(later, level + 1, runs);
    }
  }

  /** @returns what did not fit */
  private async lookAt(
    seen: AsyncIterable<RecordBatch>,
    rows: AsyncIterable<RecordBatch>,
    level: number,
    runs: SortedRuns,
  ): Promise<Later | null> {
    const { operator } = this;
    let later: Later | null = null;
    for await (const batch of seen) {
      await this.context.checkpoint();
      operator.addSeen(batch, this.context);
      if (!this.isTooMuch() || level >= DEEPEST) continue;
      if (later === null) later = await this.putAside(level);
      else await this.keepSeen(later.seen);
      this.startAnew();
    }
    if (later !== null && operator.keyCount > 0) {
      await this.keepSeen(later.seen);
      this.startAnew();
    }
    for await (const batch of rows) {
      await this.context.checkpoint();
      const out = operator.add(batch, this.context);
      if (later === null) await runs.addUnsorted(out);
      else await later.rows.add(out, operator.keysOf(out));
      if (!this.isTooMuch() || operator.keyCount < 2 || level >= DEEPEST) continue;
      later ??= await this.putAside(level);
      this.startAnew();
    }
    return later;
  }

  close(): void {
    this.claim.release();
    this.operator.forget();
  }
}
