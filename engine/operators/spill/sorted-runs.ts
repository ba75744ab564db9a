import { concatBatches } from '../../columnar/concat.ts';
import { blocksOf, sliceBatch, takeRows } from '../../columnar/take.ts';
import type { RecordBatch, Vector } from '../../columnar/vector.ts';
import type { StructType } from '../../types/data-type.ts';
import type { RunContext } from '../batch-context.ts';
import { sortedRows, type ColumnOrder } from '../sort/sort-order.ts';
import { HeldRows } from './held-rows.ts';
import type { MemoryBudget } from './memory-budget.ts';
import { rowOrder, type RowOrder } from './row-order.ts';
import type { SpilledBlock, SpillFile } from './spill-file.ts';

/** How rows are in order: by which of their columns. */
export interface RunOrder {
  readonly columns: readonly number[];
  readonly orders: readonly ColumnOrder[];
}

/** So many runs are merged at once, and a block of each is in memory then. */
const MOST_RUNS = 64;
/** The part of the limit that a block may take: of all runs together they take half of it. */
const BLOCKS = 2 * MOST_RUNS;
const FEWEST_ROWS = 16;

/** Rows on disk, each run of them in order, that come back in order as a whole; equal rows as they were added. */
export class SortedRuns {
  private readonly memory: MemoryBudget;
  readonly order: RunOrder;
  private readonly context: RunContext;
  private file: SpillFile | null = null;
  private schema: StructType | null = null;
  /** The runs of each level are merged ones of the level before, and older than its. */
  private readonly levels: SpilledBlock[][][] = [[]];

  constructor(memory: MemoryBudget, order: RunOrder, context: RunContext) {
    this.memory = memory;
    this.order = order;
    this.context = context;
  }

  get isEmpty(): boolean {
    return this.file === null;
  }

  /** Adds rows that are in order. */
  async add(rows: AsyncIterable<RecordBatch> | Iterable<RecordBatch>): Promise<void> {
    await this.addTo(0, rows);
  }

  /** Adds rows in any order. */
  async addUnsorted(batch: RecordBatch): Promise<void> {
    if (batch.length > 0) await this.addTo(0, [this.sorted(batch)]);
  }

  private sorted(batch: RecordBatch): RecordBatch {
    return takeRows(batch, sortedRows(this.keysOf(batch), this.order.orders, batch.length));
  }

  private async addTo(level: number, rows: AsyncIterable<RecordBatch> | Iterable<RecordBatch>): Promise<void> {
    const run = await this.write(rows);
    if (run.length === 0) return;
    const runs = (this.levels[level] ??= []);
    runs.push(run);
    if (runs.length < MOST_RUNS) return;
    this.levels[level] = [];
    await this.addTo(level + 1, this.merge(runs));
  }

  /** All rows in order. */
  merged(): AsyncGenerator<RecordBatch> {
    return this.merge(this.levels.toReversed().flat());
  }

  private async write(rows: AsyncIterable<RecordBatch> | Iterable<RecordBatch>): Promise<SpilledBlock[]> {
    const run: SpilledBlock[] = [];
    for await (const batch of rows) {
      if (batch.length === 0) continue;
      this.schema ??= batch.schema;
      const file = (this.file ??= await this.memory.file());
      for (const block of this.blocks(batch)) {
        await this.context.checkpoint();
        run.push(await file.writeRows(block));
      }
    }
    return run;
  }

  /** Small enough that one of each run fits in memory. */
  private *blocks(batch: RecordBatch): Generator<RecordBatch> {
    const held = new HeldRows();
    held.add(batch);
    const wanted = Math.floor((this.memory.limit / BLOCKS / held.bytes) * batch.length);
    const rows = Math.max(FEWEST_ROWS, Math.min(batch.length, wanted));
    for (let at = 0; at < batch.length; at += rows) yield sliceBatch(batch, at, Math.min(batch.length, at + rows));
  }

  private async *merge(runs: readonly (readonly SpilledBlock[])[]): AsyncGenerator<RecordBatch> {
    const order = rowOrder(this.order.orders);
    const open: RunCursor[] = [];
    for (const blocks of runs) open.push(await RunCursor.open(blocks, (block) => this.read(block)));
    for (;;) {
      await this.context.checkpoint();
      for (let i = open.length - 1; i >= 0; i--) if (!(await open[i]!.more())) open.splice(i, 1);
      if (open.length === 0) return;
      const parts = open.length === 1 ? [open[0]!.takeAll()] : this.below(open, order);
      if (parts.length === 1) yield* blocksOf(parts[0]!);
      else yield* blocksOf(this.sorted(concatBatches(parts, parts[0]!.schema)));
    }
  }

  /** The rows of each run that no row comes before which is not in memory yet. */
  private below(open: readonly RunCursor[], order: RowOrder): RecordBatch[] {
    let first = 0;
    for (let i = 1; i < open.length; i++) {
      if (order(open[i]!.keys, open[i]!.last, open[first]!.keys, open[first]!.last) < 0) first = i;
    }
    const bound = open[first]!;
    return open.flatMap((cursor, i) => {
      if (i === first) return [cursor.takeAll()];
      // Of equal rows those of earlier runs come first.
      const most = i < first ? 0 : -1;
      const part = cursor.takeWhile((row) => order(cursor.keys, row, bound.keys, bound.last) <= most);
      return part.length === 0 ? [] : [part];
    });
  }

  private keysOf(batch: RecordBatch): Vector[] {
    return this.order.columns.map((at) => batch.columns[at]!);
  }

  private async read(block: SpilledBlock): Promise<KeyedRows> {
    const batch = await this.file!.readRows(block, this.schema!);
    return { batch, keys: this.keysOf(batch) };
  }
}

interface KeyedRows {
  readonly batch: RecordBatch;
  readonly keys: readonly Vector[];
}

/** A place in a run, of which one block is in memory. */
class RunCursor {
  private readonly blocks: readonly SpilledBlock[];
  private readonly read: (block: SpilledBlock) => Promise<KeyedRows>;
  private next = 1;
  private rows: KeyedRows;
  private at = 0;

  private constructor(blocks: readonly SpilledBlock[], read: RunCursor['read'], rows: KeyedRows) {
    this.blocks = blocks;
    this.read = read;
    this.rows = rows;
  }

  static async open(blocks: readonly SpilledBlock[], read: RunCursor['read']): Promise<RunCursor> {
    return new RunCursor(blocks, read, await read(blocks[0]!));
  }

  get keys(): readonly Vector[] {
    return this.rows.keys;
  }

  /** The last row of the block. */
  get last(): number {
    return this.rows.batch.length - 1;
  }

  /** @returns whether there is a row */
  async more(): Promise<boolean> {
    if (this.at < this.rows.batch.length) return true;
    const block = this.blocks[this.next++];
    if (block === undefined) return false;
    this.rows = await this.read(block);
    this.at = 0;
    return true;
  }

  takeAll(): RecordBatch {
    return this.take(this.rows.batch.length);
  }

  /** The rows up to the first that a test does not hold for; it holds for none behind that. */
  takeWhile(holds: (row: number) => boolean): RecordBatch {
    let [low, high] = [this.at, this.rows.batch.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (holds(middle)) low = middle + 1;
      else high = middle;
    }
    return this.take(low);
  }

  private take(end: number): RecordBatch {
    const part = sliceBatch(this.rows.batch, this.at, end);
    this.at = end;
    return part;
  }
}
