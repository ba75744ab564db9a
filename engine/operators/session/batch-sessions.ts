import { withoutColumns } from '../../columnar/chosen-columns.ts';
import { concatBatches } from '../../columnar/concat.ts';
import type { Interner } from '../../columnar/interner.ts';
import { takeRows } from '../../columnar/take.ts';
import type { RecordBatch } from '../../columnar/vector.ts';
import { freshColumnId, type Attribute } from '../../expressions/typed.ts';
import { firstSeen } from '../aggregate/first-seen.ts';
import type { BatchContext } from '../batch-context.ts';
import { sortedRows } from '../sort/sort-order.ts';
import { HeldRows } from '../spill/held-rows.ts';
import type { KeyVector } from '../spill/key-partitions.ts';
import type { RunOrder } from '../spill/sorted-runs.ts';
import { BY_NUMBER, NUMBER, numberedRows } from '../spill/spilled-rows.ts';
import type { BatchOperator } from '../stateful-operator.ts';
import type { SessionPlan } from './plan.ts';
import { Sessions } from './sessions.ts';

/** Groups all rows of a batch query into sessions, which come out in the order in which they were first seen. */
export class BatchSessions implements BatchOperator {
  /** Rows that are numbered and wait. */
  readonly held = new HeldRows();
  readonly sessions: Sessions;
  /** Where the rows' own sessions lie among the columns that come. */
  readonly own: number;
  /** Where what comes out says when it was first seen. */
  private readonly firstSeen: number;
  private readonly input: readonly Attribute[];
  private count = 0;

  /** @param input what the rows that come are made of */
  constructor(input: readonly Attribute[], plan: SessionPlan) {
    const number = { id: freshColumnId(), ...NUMBER };
    this.input = input;
    this.own = input.findIndex(({ id }) => id === plan.session.id);
    this.firstSeen = plan.keys.length + plan.aggregates.length;
    this.sessions = new Sessions([...input, number], plan, [...plan.aggregates, firstSeen(number)]);
  }

  sources(): readonly string[] {
    return this.sessions.sources();
  }

  beginBatch(): void {
    this.held.clear();
    this.count = 0;
    this.sessions.clear();
  }

  add(batch: RecordBatch): null {
    this.held.add(numberedRows(batch, this.count));
    this.count += batch.length;
    return null;
  }

  finishBatch(context: BatchContext): RecordBatch | null {
    const rows = this.takeHeld();
    if (rows === null) return null;
    this.sessions.add(rows, context);
    const all = this.takeSessions(context.runtime.interner);
    const { columns, orders } = this.outputOrder;
    const order = sortedRows([all.columns[columns[0]!]!], orders, all.length);
    return withoutColumns(takeRows(all, order), columns);
  }

  /** By which column sessions come out; it is not one of the result. */
  get outputOrder(): RunOrder {
    return { columns: [this.firstSeen], orders: [BY_NUMBER] };
  }

  /** The rows that wait, in one batch; none wait any more. */
  takeHeld(): RecordBatch | null {
    const { batches } = this.held;
    this.held.clear();
    return batches.length === 0 ? null : concatBatches(batches, batches[0]!.schema);
  }

  /** All sessions; nothing of them is kept. */
  takeSessions(interner: Interner): RecordBatch {
    const { sessions } = this;
    const all = sessions.output(sessions.state.allRows(), interner);
    sessions.clear();
    return all;
  }

  /** The sessions that end before a time, microseconds; they are kept no more. */
  takeSessionsBefore(micros: number, interner: Interner): RecordBatch {
    const { sessions } = this;
    const done = sessions.state.due(micros);
    const output = sessions.output(done, interner);
    for (const place of done) sessions.state.remove(place);
    // Nothing logs what came and went.
    sessions.state.beginBatch();
    return output;
  }

  /** The keys of rows, without the session. */
  keysOf({ columns }: RecordBatch): KeyVector[] {
    return this.sessions.keys.map((key) => ({
      vector: columns[this.input.findIndex(({ id }) => id === key.id)]!,
      type: key.type,
    }));
  }
}
