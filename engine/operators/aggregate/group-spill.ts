import { Interner } from '../../columnar/interner.ts';
import type { RecordBatch } from '../../columnar/vector.ts';
import type { BatchContext } from '../batch-context.ts';
import { cannotSpill } from '../spill/cannot-spill.ts';
import { HeldRows } from '../spill/held-rows.ts';
import { DEEPEST } from '../spill/key-partitions.ts';
import type { MemoryBudget, MemoryClaim } from '../spill/memory-budget.ts';
import { SortedRuns } from '../spill/sorted-runs.ts';
import type { SpilledBlock } from '../spill/spill-file.ts';
import { BY_NUMBER } from '../spill/spilled-rows.ts';
import { withoutColumns } from '../../columnar/chosen-columns.ts';
import type { Spilling } from '../spill/spilling.ts';
import type { AggregateOperator } from './aggregate.ts';
import { FirstSights } from './first-sights.ts';
import { SpilledGroups } from './spilled-groups.ts';

/** What comes out lies beside the groups that it is made of. */
const TO_GIVE_OUT = 1.5;

/**
 * An aggregation that may hold little: groups go to disk in partitions by their keys, are merged partition by partition,
 * and come out in the order in which they were first seen, as without.
 */
export class GroupSpill implements Spilling {
  context: BatchContext;
  private readonly operator: AggregateOperator;
  /** Merges what was spilled. */
  private readonly merging: AggregateOperator;
  private readonly memory: MemoryBudget;
  private readonly claim: MemoryClaim;
  private readonly sights: FirstSights;
  private groups: SpilledGroups | null = null;
  /** Bytes of values that are JavaScript's: as measured, and the rows that came since, of which they are made. */
  private readonly objects = new HeldRows();
  private measured = 0;

  constructor(operator: AggregateOperator, memory: MemoryBudget, context: BatchContext) {
    this.operator = operator;
    this.merging = operator.merging();
    this.memory = memory;
    this.context = context;
    this.claim = memory.claim();
    this.sights = new FirstSights(operator);
  }

  get spilled(): boolean {
    return this.groups !== null;
  }

  async after(batch: RecordBatch | null): Promise<null> {
    const { operator } = this;
    if (batch === null) this.measured = operator.objectBytes;
    else if (operator.holdsObjects) {
      this.objects.add(batch);
      this.objects.batches = [];
    }
    if (!this.isTooMuch(operator, this.measured + this.objects.bytes)) return null;
    this.measured = operator.objectBytes;
    this.objects.clear();
    // Measured too often it would cost more than it saves.
    if (this.isWhole(operator, 0) || !this.isTooMuch(operator, 2 * this.measured)) return null;
    this.groups ??= new SpilledGroups(await this.memory.file(), this.merging, 0);
    await this.groups.write(operator.folded(), this.sights.numbering, this.interner);
    this.startAnew();
    return null;
  }

  private get interner(): Interner {
    return this.context.runtime.interner;
  }

  private isTooMuch(operator: AggregateOperator, objects: number): boolean {
    const texts = operator.holdsTexts ? this.interner.used : 0;
    return this.claim.holds(TO_GIVE_OUT * (operator.usedBytes + texts) + objects);
  }

  private startAnew(): void {
    this.operator.forget();
    this.measured = 0;
    this.claim.holds(0);
    this.freshTexts();
  }

  /** Texts of keys that were spilled are not kept. */
  private freshTexts(): void {
    this.context = { ...this.context, runtime: { ...this.context.runtime, interner: new Interner() } };
  }

  /**
   * Whether the groups cannot be put into several partitions.
   *
   * @throws RuntimeError OUT_OF_MEMORY when they are more than all that may be held
   */
  private isWhole(operator: AggregateOperator, level: number): boolean {
    if (operator.groupCount > 1 && level < DEEPEST) return false;
    const bytes = operator.usedBytes + operator.objectBytes;
    if (bytes > this.memory.limit)
      throw cannotSpill('Aggregate', 'one group takes', bytes, this.memory.limit, operator.origin);
    return true;
  }

  async *rest(): AsyncGenerator<RecordBatch> {
    const groups = this.groups!;
    await groups.write(this.operator.folded(), this.sights.numbering, this.interner);
    this.startAnew();
    const runs = new SortedRuns(this.memory, this.order, this.context);
    for (const blocks of groups.partitions) await this.merge(groups, blocks, 0, runs);
    for await (const batch of runs.merged()) yield withoutColumns(batch, this.order.columns);
  }

  private get order(): SortedRuns['order'] {
    const { width } = this.operator;
    return { columns: [width + 1, width], orders: [BY_NUMBER, BY_NUMBER] };
  }

  /** Puts the groups of one partition together. */
  private async merge(
    groups: SpilledGroups,
    blocks: readonly SpilledBlock[],
    level: number,
    runs: SortedRuns,
  ): Promise<void> {
    const { merging } = this;
    let deeper: SpilledGroups | null = null;
    merging.beginBatch(this.context);
    for (const block of blocks) {
      await this.context.checkpoint();
      const { interner } = this;
      merging.absorb(await groups.read(block, interner), interner);
      if (!this.isTooMuch(merging, merging.objectBytes)) continue;
      if (this.isWhole(merging, level + 1)) continue;
      deeper ??= new SpilledGroups(await this.memory.file(), merging, level + 1);
      await deeper.write(merging.folded(), null, this.interner);
      merging.forget();
      this.freshTexts();
    }
    if (deeper === null) {
      await runs.addUnsorted(this.sights.ordered(merging.finishBatch(this.context)));
    } else await deeper.write(merging.folded(), null, this.interner);
    merging.forget();
    this.claim.holds(0);
    this.freshTexts();
    if (deeper === null) return;
    for (const part of deeper.partitions) await this.merge(deeper, part, level + 1, runs);
  }

  close(): void {
    this.claim.release();
    this.operator.forget();
  }
}
