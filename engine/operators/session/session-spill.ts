import { withoutColumns } from '../../columnar/chosen-columns.ts';
import { Interner } from '../../columnar/interner.ts';
import { sliceBatch } from '../../columnar/take.ts';
import type { RecordBatch, Vector } from '../../columnar/vector.ts';
import { INTEGER, LONG, struct } from '../../types/data-type.ts';
import { doubleOf } from '../../types/exact-long.ts';
import type { Origin } from '../../types/origin.ts';
import type { BatchContext } from '../batch-context.ts';
import { cannotSpill } from '../spill/cannot-spill.ts';
import { KeyPartitions } from '../spill/key-partitions.ts';
import type { MemoryBudget, MemoryClaim } from '../spill/memory-budget.ts';
import { SortedRuns } from '../spill/sorted-runs.ts';
import type { Spilling } from '../spill/spilling.ts';
import type { BatchSessions } from './batch-sessions.ts';
import { sessionTimes } from './ordered-rows.ts';

/** Rows are put into one batch, then in order, and then come their sessions. */
const TO_FOLD = 4;
/** Times are compared as doubles, which far from 1970 are not exact: what ends so many microseconds before is over for sure. */
const SURELY_BEFORE = 2048;
const ASCENDING = { descending: false, nullsFirst: true };

/** What tells keys apart well enough to be sorted by, and the start of a row's own session. */
const SORTED_BY = [
  { name: 'key', type: INTEGER, nullable: false },
  { name: 'start', type: LONG, nullable: false },
];

/**
 * Sessions that may hold little: rows go to disk in runs that are in order of their keys and starts, so that merged again
 * they need no more in memory than the sessions that are open. Sessions come out in the order in which they were first
 * seen, as without.
 */
export class SessionSpill implements Spilling {
  context: BatchContext;
  private readonly operator: BatchSessions;
  private readonly memory: MemoryBudget;
  private readonly claim: MemoryClaim;
  private readonly origin: Origin | undefined;
  private rows: SortedRuns | null = null;

  constructor(operator: BatchSessions, memory: MemoryBudget, context: BatchContext, origin: Origin | undefined) {
    this.operator = operator;
    this.memory = memory;
    this.context = context;
    this.origin = origin;
    this.claim = memory.claim();
  }

  get spilled(): boolean {
    return this.rows !== null;
  }

  async after(): Promise<null> {
    if (this.claim.holds(TO_FOLD * this.operator.held.bytes)) await this.write();
    return null;
  }

  private async write(): Promise<void> {
    const batch = this.operator.takeHeld();
    if (batch === null) return;
    const { schema, columns, length } = batch;
    const key: Vector = {
      layout: 'i32',
      valid: null,
      data: new KeyPartitions(this.operator.keysOf(batch), length).numbers,
    };
    const { start } = sessionTimes(batch, this.operator.own);
    const [first, width] = [columns.length, columns.length + SORTED_BY.length];
    const order = { columns: [first, width - 1], orders: SORTED_BY.map(({ type }) => ({ type, ...ASCENDING })) };
    this.rows ??= new SortedRuns(this.memory, order, this.context);
    const sortable = { schema: struct([...schema.fields, ...SORTED_BY]), columns: [...columns, key, start], length };
    await this.rows.addUnsorted(sortable);
    this.claim.holds(0);
  }

  async *rest(): AsyncGenerator<RecordBatch> {
    await this.write();
    const { operator } = this;
    const rows = this.rows!;
    const { outputOrder } = operator;
    const sessions = new SortedRuns(this.memory, outputOrder, this.context);
    for await (const block of rows.merged()) {
      for (const done of this.folded(block, rows.order.columns)) await sessions.addUnsorted(done);
    }
    await sessions.addUnsorted(operator.takeSessions(this.context.runtime.interner));
    for await (const batch of sessions.merged()) yield withoutColumns(batch, outputOrder.columns);
  }

  /** The sessions that no row comes for any more, once the rows of a block are folded. */
  private *folded(block: RecordBatch, [key, start]: readonly number[]): Generator<RecordBatch> {
    const { operator } = this;
    const { data: keys } = block.columns[key!] as Vector & { readonly layout: 'i32' };
    const { data: starts } = block.columns[start!] as Vector & { readonly layout: 'i64' };
    const last = block.length - 1;
    const rows = withoutColumns(block, [key!, start!]);
    let ofLast = last;
    while (ofLast > 0 && keys[ofLast - 1] === keys[last]) ofLast--;
    if (ofLast > 0) {
      operator.sessions.add(sliceBatch(rows, 0, ofLast), this.context);
      yield operator.takeSessions(this.context.runtime.interner);
      this.freshTexts();
    }
    operator.sessions.add(sliceBatch(rows, ofLast, block.length), this.context);
    yield operator.takeSessionsBefore(doubleOf(starts[last]!) - SURELY_BEFORE, this.context.runtime.interner);
    const { bytes } = operator.sessions;
    if (bytes > this.memory.limit) {
      throw cannotSpill('Sessions', 'the open sessions of one key take', bytes, this.memory.limit, this.origin);
    }
  }

  /** Texts of keys that are over are not kept. */
  private freshTexts(): void {
    this.context = { ...this.context, runtime: { ...this.context.runtime, interner: new Interner() } };
  }

  close(): void {
    this.claim.release();
    this.operator.beginBatch();
  }
}
