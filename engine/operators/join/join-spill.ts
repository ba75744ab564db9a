import { concatBatches } from '../../columnar/concat.ts';
import { emptyBatch } from '../../columnar/empty-batch.ts';
import { Interner } from '../../columnar/interner.ts';
import type { RecordBatch } from '../../columnar/vector.ts';
import { freshColumnId, type Attribute } from '../../expressions/typed.ts';
import type { RunContext } from '../batch-context.ts';
import { HeldRows } from '../spill/held-rows.ts';
import { DEEPEST, PARTITIONS, type KeyVector } from '../spill/key-partitions.ts';
import type { MemoryBudget, MemoryClaim } from '../spill/memory-budget.ts';
import { SortedRuns } from '../spill/sorted-runs.ts';
import { BY_NUMBER, NUMBER, numberedRows, SpilledRows } from '../spill/spilled-rows.ts';
import { withoutColumns } from '../../columnar/chosen-columns.ts';
import { BlockJoin, type Joined } from './block-join.ts';
import { HashJoin } from './join.ts';
import type { JoinSpec } from './plan.ts';

/** The rows at hand lie in several batches, and then in one. */
const TO_BUILD = 2;
/** Bytes by which a row is found. */
const TO_FIND = 48;

/**
 * A join that may hold little: rows at hand that are too many go to disk in partitions by their keys, then the passing
 * ones too, and partitions are joined one by one, those of one key block by block. Rows come out in the order of the passing
 * side, as without.
 */
export class JoinSpill {
  private readonly spec: JoinSpec;
  private readonly buildRight: boolean;
  private readonly memory: MemoryBudget;
  private readonly context: RunContext;
  private readonly claim: MemoryClaim;
  private readonly held = new HeldRows();
  private built = 0;
  private passed = 0;
  private build: SpilledRows | null = null;
  private probe: SpilledRows | null = null;
  private readonly join: HashJoin;
  private readonly inBlocks: BlockJoin;

  constructor(spec: JoinSpec, buildRight: boolean, memory: MemoryBudget, context: RunContext) {
    this.spec = spec;
    this.buildRight = buildRight;
    this.memory = memory;
    this.context = context;
    this.claim = memory.claim();
    const numbered = (side: readonly Attribute[]): Attribute[] => [...side, { id: freshColumnId(), ...NUMBER }];
    const [left, right] = [numbered(spec.left), numbered(spec.right)];
    const output = spec.type === 'semi' || spec.type === 'anti' ? left : [...left, ...right];
    this.join = new HashJoin({ ...spec, left, right, output }, buildRight);
    this.inBlocks = new BlockJoin({ ...spec, left, right, output }, buildRight);
  }

  get spilled(): boolean {
    return this.build !== null;
  }

  /** Takes rows of the side at hand. */
  async addBuild(batch: RecordBatch): Promise<void> {
    const { held } = this;
    if (this.build !== null) {
      await this.putBuild(batch);
      return;
    }
    held.add(batch);
    if (!this.isTooMuch(held)) return;
    // Without keys nothing is built to find them.
    if (this.spec.equal.length === 0 && held.bytes <= this.memory.limit) return;
    this.build = new SpilledRows(await this.memory.file(), this.memory, 0);
    const { batches } = held;
    held.clear();
    for (const each of batches) await this.putBuild(each);
    this.claim.holds(0);
  }

  private isTooMuch({ bytes, rows }: HeldRows): boolean {
    return this.claim.holds(TO_BUILD * bytes + TO_FIND * rows);
  }

  private async putBuild(batch: RecordBatch): Promise<void> {
    const { built } = this;
    this.built += batch.length;
    await this.build!.add(numberedRows(batch, built), this.keysOf(batch, this.buildRight));
  }

  /** The rows at hand, when they were not too many. */
  takeBuild(side: readonly Attribute[]): RecordBatch {
    const { batches } = this.held;
    this.held.batches = [];
    return batches.length === 0 ? emptyBatch(side) : concatBatches(batches, batches[0]!.schema);
  }

  /** Takes rows of the passing side, where the others were too many. */
  async addProbe(batch: RecordBatch): Promise<void> {
    const { passed } = this;
    this.passed += batch.length;
    this.probe ??= new SpilledRows(await this.memory.file(), this.memory, 0);
    await this.probe.add(numberedRows(batch, passed), this.keysOf(batch, !this.buildRight));
  }

  private keysOf(batch: RecordBatch, ofRight: boolean): KeyVector[] {
    const side = ofRight ? this.spec.right : this.spec.left;
    return this.spec.equal.map((pair) => {
      const key = ofRight ? pair.right : pair.left;
      return { vector: batch.columns[side.findIndex(({ id }) => id === key.id)]!, type: key.type };
    });
  }

  /** What the join gives. */
  async *joined(): AsyncGenerator<RecordBatch> {
    const { spec, buildRight, memory, context } = this;
    const [left, right] = [spec.left.length, spec.left.length + 1 + spec.right.length];
    const [probe, build] = buildRight ? [left, right] : [right, left];
    const runs = {
      pairs: new SortedRuns(memory, { columns: [probe], orders: [BY_NUMBER] }, context),
      rest: new SortedRuns(memory, { columns: [build], orders: [BY_NUMBER] }, context),
    };
    const none = new SpilledRows(await memory.file(), memory, 0);
    await this.joinPartitions(this.build!, this.probe ?? none, 0, runs);
    for (const each of [runs.pairs, runs.rest]) {
      for await (const batch of each.merged()) yield withoutColumns(batch, [left, right]);
    }
  }

  private async joinPartitions(build: SpilledRows, probe: SpilledRows, level: number, runs: Joined): Promise<void> {
    for (let partition = 0; partition < PARTITIONS; partition++) {
      if (build.counts[partition] === 0 && probe.counts[partition] === 0) continue;
      await this.joinPartition(build, probe, partition, level, runs);
    }
  }

  private async joinPartition(
    build: SpilledRows,
    probe: SpilledRows,
    partition: number,
    level: number,
    runs: Joined,
  ): Promise<void> {
    const held = new HeldRows();
    let deeper: SpilledRows | null = null;
    for await (const batch of build.read(partition)) {
      await this.context.checkpoint();
      if (deeper !== null) {
        await deeper.add(batch, this.keysOf(batch, this.buildRight));
        continue;
      }
      held.add(batch);
      if (!this.isTooMuch(held)) continue;
      if (isOneKey(build, partition) || level + 1 >= DEEPEST) {
        held.clear();
        await this.joinInBlocks(build, probe, partition, runs);
        return;
      }
      deeper = new SpilledRows(await this.memory.file(), this.memory, level + 1);
      for (const each of held.batches) await deeper.add(each, this.keysOf(each, this.buildRight));
      held.clear();
    }
    this.claim.holds(0);
    if (deeper !== null) {
      const passing = new SpilledRows(await this.memory.file(), this.memory, level + 1);
      for await (const batch of probe.read(partition)) await passing.add(batch, this.keysOf(batch, !this.buildRight));
      await this.joinPartitions(deeper, passing, level + 1, runs);
      return;
    }
    const { left, right } = this.spec;
    const [atHand, passing] = (this.buildRight ? [right, left] : [left, right]).map((side) =>
      emptyBatch([...side, NUMBER]),
    ) as [RecordBatch, RecordBatch];
    const runtime = this.freshRuntime();
    this.join.open(held.rows === 0 ? atHand : concatBatches(held.batches, held.batches[0]!.schema), runtime);
    await runs.pairs.add(this.pairs(probe.read(partition), runtime));
    const rest = this.join.rest(passing);
    if (rest !== null) await runs.rest.add([rest]);
  }

  private async joinInBlocks(build: SpilledRows, probe: SpilledRows, partition: number, runs: Joined): Promise<void> {
    const passing = (): AsyncGenerator<RecordBatch> => this.watched(probe.read(partition));
    const blocks = this.blocks(build.read(partition));
    await this.inBlocks.join(blocks, passing, probe.counts[partition]!, this.freshRuntime(), runs);
    this.claim.holds(0);
  }

  /** Rows at hand, so many at once as may be held. */
  private async *blocks(rows: AsyncIterable<RecordBatch>): AsyncGenerator<RecordBatch> {
    const held = new HeldRows();
    for await (const batch of rows) {
      held.add(batch);
      if (!this.isTooMuch(held)) continue;
      yield concatBatches(held.batches, batch.schema);
      held.clear();
    }
    if (held.rows > 0) yield concatBatches(held.batches, held.batches[0]!.schema);
  }

  private async *watched(rows: AsyncIterable<RecordBatch>): AsyncGenerator<RecordBatch> {
    for await (const batch of rows) {
      await this.context.checkpoint();
      yield batch;
    }
  }

  private freshRuntime(): RunContext['runtime'] {
    return { ...this.context.runtime, interner: new Interner() };
  }

  private async *pairs(probe: AsyncIterable<RecordBatch>, runtime: RunContext['runtime']): AsyncGenerator<RecordBatch> {
    for await (const batch of probe) yield* this.join.probe(batch, runtime);
  }

  close(): void {
    this.claim.release();
  }
}

/** Whether to cut a partition further would not part it: rows were cut before, and all of them fell to it. */
const isOneKey = ({ counts }: SpilledRows, partition: number): boolean =>
  counts.every((count, i) => i === partition || count === 0);
