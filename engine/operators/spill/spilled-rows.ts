import { concatBatches } from '../../columnar/concat.ts';
import { takeRows } from '../../columnar/take.ts';
import { packBatch, unpackBatch } from '../../columnar/transfer.ts';
import type { RecordBatch, Vector } from '../../columnar/vector.ts';
import { DOUBLE, struct, type StructType } from '../../types/data-type.ts';
import { HeldRows } from './held-rows.ts';
import { KeyPartitions, PARTITIONS, type KeyVector } from './key-partitions.ts';
import type { MemoryBudget } from './memory-budget.ts';
import type { SpilledBlock, SpillFile } from './spill-file.ts';

/** The part of the limit that rows of one partition take before they are written. */
const WAITING = 16 * PARTITIONS;

/** Rows on disk in partitions by their keys, in their order. */
export class SpilledRows {
  /** Rows of each partition. */
  readonly counts: number[] = Array.from({ length: PARTITIONS }, () => 0);
  private readonly file: SpillFile;
  private readonly level: number;
  private readonly most: number;
  private readonly waiting = Array.from({ length: PARTITIONS }, () => new HeldRows());
  private readonly blocks: readonly SpilledBlock[][] = Array.from({ length: PARTITIONS }, () => []);
  private schema: StructType | null = null;

  /** @param level how often the rows were cut into partitions before */
  constructor(file: SpillFile, memory: MemoryBudget, level: number) {
    this.file = file;
    this.level = level;
    this.most = memory.limit / WAITING;
  }

  async add(batch: RecordBatch, keys: readonly KeyVector[]): Promise<void> {
    this.schema ??= batch.schema;
    for (const [partition, rows] of new KeyPartitions(keys, batch.length).rows(this.level).entries()) {
      if (rows.length === 0) continue;
      const waiting = this.waiting[partition]!;
      // Only the texts of these rows are kept.
      waiting.add(unpackBatch(packBatch(takeRows(batch, rows), []), batch.schema));
      this.counts[partition]! += rows.length;
      if (waiting.bytes > this.most) await this.write(partition);
    }
  }

  private async write(partition: number): Promise<void> {
    const waiting = this.waiting[partition]!;
    if (waiting.rows === 0) return;
    const { batches } = waiting;
    waiting.clear();
    this.blocks[partition]!.push(await this.file.writeRows(concatBatches(batches, batches[0]!.schema)));
  }

  /** The rows of a partition; none is added any more. */
  async *read(partition: number): AsyncGenerator<RecordBatch> {
    await this.write(partition);
    for (const block of this.blocks[partition]!) yield await this.file.readRows(block, this.schema!);
  }
}

/** Rows with a last column that numbers them. @param first the number of the first */
export function numberedRows({ schema, columns, length }: RecordBatch, first: number): RecordBatch {
  const numbers = new Float64Array(length);
  for (let row = 0; row < length; row++) numbers[row] = first + row;
  const number: Vector = { layout: 'f64', valid: null, data: numbers };
  return { schema: struct([...schema.fields, NUMBER]), columns: [...columns, number], length };
}

/** The column that numbers rows. */
export const NUMBER = { name: 'number', type: DOUBLE, nullable: false };

/** Rows by their numbers. */
export const BY_NUMBER = { type: DOUBLE, descending: false, nullsFirst: true };
