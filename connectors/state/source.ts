import type { RecordBatch, Scalar } from '../../engine/columnar/vector.ts';
import { defineSource, type BatchReader, type ReadContext } from '../../engine/spi/source.ts';
import type { LoggedSchema } from '../../engine/state/logged-state.ts';
import { field, INTEGER, LONG, STRING, struct, type StructType } from '../../engine/types/data-type.ts';
import { ChangeFeed } from './change-feed.ts';
import { Replay } from './replay.ts';
import { rowBlocks } from './row-blocks.ts';
import { ShownState } from './shown-state.ts';
import { checkRange, checkSnapshot, STATE_OPTIONS, stateOptions, type StateOptions } from './state-options.ts';
import { StoredCheckpoint } from './stored-checkpoint.ts';
import { viewOf } from './view-of.ts';

/** The state of an engine is not split. */
const PARTITION = 0;

/**
 * The state of a query, out of its checkpoint.
 *
 * State Data Source Integration Guide of Structured Streaming.
 */
export const stateStore = defineSource({
  name: 'statestore',
  description: 'what the stateful operators of a query keep, out of its checkpoint',
  options: STATE_OPTIONS,
  userSchema: 'refused',
  async batch(context) {
    const options = stateOptions(context);
    const checkpoint = new StoredCheckpoint(context.fileSystem, options.directory);
    const batches = await batchesOf(checkpoint, options);
    const operators = await checkpoint.operators();
    const { view, operator } = viewOf(operators, options);
    const at = operators.indexOf(operator);
    const tables = operators.map(({ state }) => state.tables);
    const wanted = tables.slice(0, at).flat().length + view.table;
    // Of changes each item is told, as Spark does.
    const flat = options.flattenCollectionTypes || batches.read === 'changes';
    return new StateReader(checkpoint, tables.flat(), wanted, new ShownState(view, flat), batches);
  },
});

/** Either the batch whose state is read, or those whose changes are. */
type Batches =
  | { readonly read: 'state'; readonly batchId: number; readonly snapshot: number | null }
  | { readonly read: 'changes'; readonly start: number; readonly end: number };

async function batchesOf(checkpoint: StoredCheckpoint, options: StateOptions): Promise<Batches> {
  const { changes, snapshotStartBatchId: snapshot } = options;
  if (changes !== null) {
    const end = changes.end ?? (await checkpoint.lastCommitted());
    checkRange(changes.start, end);
    await checkpoint.checkCommitted(end);
    return { read: 'changes', start: changes.start, end };
  }
  const batchId = options.batchId ?? (await checkpoint.lastCommitted());
  checkSnapshot(snapshot, batchId);
  await checkpoint.checkCommitted(batchId);
  return { read: 'state', batchId, snapshot };
}

class StateReader implements BatchReader {
  readonly schema: StructType;
  private readonly checkpoint: StoredCheckpoint;
  private readonly tables: readonly LoggedSchema[];
  private readonly wanted: number;
  private readonly state: ShownState;
  private readonly batches: Batches;

  constructor(
    checkpoint: StoredCheckpoint,
    tables: readonly LoggedSchema[],
    wanted: number,
    state: ShownState,
    batches: Batches,
  ) {
    this.checkpoint = checkpoint;
    this.tables = tables;
    this.wanted = wanted;
    this.state = state;
    this.batches = batches;
    const change = batches.read === 'changes' ? [field('batch_id', LONG), field('change_type', STRING)] : [];
    this.schema = struct([...change, ...state.columns, field('partition_id', INTEGER)]);
  }

  read(context: ReadContext): AsyncIterable<RecordBatch> {
    const rows = this.batches.read === 'changes' ? this.changes(context.signal) : this.rows(context.signal);
    return rowBlocks(this.schema, rows, context);
  }

  private async *rows(signal: AbortSignal): AsyncGenerator<readonly Scalar[]> {
    const { checkpoint, tables, wanted, state, batches } = this;
    if (batches.read !== 'state') return;
    const replay = await Replay.open(checkpoint, tables, wanted, batches.batchId, batches.snapshot);
    try {
      await replay.stepTo(batches.batchId, signal);
    } finally {
      await replay.close();
    }
    const { table } = replay;
    const keyOf = state.keyOf(table);
    const rowsOf = state.rowsOf(table);
    for (const row of table.rows(state.view.each)) {
      const shown = rowsOf(row);
      if (shown.length === 0) continue;
      const key = keyOf(row);
      for (const { columns } of shown) yield [key, ...columns, PARTITION];
    }
  }

  private async *changes(signal: AbortSignal): AsyncGenerator<readonly Scalar[]> {
    const { checkpoint, tables, wanted, state, batches } = this;
    if (batches.read !== 'changes') return;
    const feed = new ChangeFeed(checkpoint, tables, wanted, state);
    for await (const [batchId, type, key, columns] of feed.read(batches.start, batches.end, signal))
      yield [BigInt(batchId), type, key, ...columns, PARTITION];
  }
}
