import type { Interner } from '../../columnar/interner.ts';
import type { RecordBatch, Vector } from '../../columnar/vector.ts';
import type { Attribute } from '../../expressions/typed.ts';
import { stateVector, type StateColumn, type StateField } from '../../state/state-column.ts';
import { StateMultiMap } from '../../state/state-multi-map.ts';
import { StateTable } from '../../state/state-table.ts';
import type { StateView, ViewField } from '../../state/state-view.ts';
import { storing } from '../../state/store-values.ts';
import { INTEGER, LONG, struct, TIMESTAMP, type StructType } from '../../types/data-type.ts';
import { bufferFields } from '../aggregate/buffer-fields.ts';
import { resultColumn } from '../aggregate/group-output.ts';
import type { AggregateColumn } from '../aggregate/plan.ts';
import { TableMerger } from '../aggregate/table-merger.ts';
import type { BatchContext } from '../batch-context.ts';
import { flattenKeys, keyVectors } from '../key-columns.ts';
import { KeyRows } from '../key-rows.ts';
import { keyFields } from '../state-fields.ts';
import { scalarBytes } from '../spill/held-rows.ts';
import { FoldedRuns } from './folded-runs.ts';
import { orderedRows } from './ordered-rows.ts';
import type { SessionPlan } from './plan.ts';
import { heldAt, mergedSessions, type MergedSessions } from './session-merging.ts';

const START = 0;
const END = 1;
const SLOTS = 2;
const NUMBER: StateField = { name: 'session', type: INTEGER, nullable: false };

/** Stores the slots of one row of a table at a place. */
type StoreSlots = (place: number, row: number) => void;

/**
 * The sessions of each key, rows of a multi-map: their start, their end, and the aggregates' slots. Rows that come are
 * folded, run by run, and merged with the sessions that they touch.
 *
 * Spark's `MergingSessionsExec`.
 */
export class Sessions {
  state: StateMultiMap;
  /** All but the session. */
  readonly keys: readonly Attribute[];
  private readonly plan: SessionPlan;
  private readonly aggregates: readonly AggregateColumn[];
  /** Where the rows' own sessions lie among the columns that come. */
  private readonly own: number;
  private readonly keyRows: KeyRows;
  private readonly runs: FoldedRuns;
  private readonly merger: TableMerger;
  private readonly slots: readonly StateField[];
  private readonly schema: StructType;

  /** @param input what the rows that come are made of */
  constructor(input: readonly Attribute[], plan: SessionPlan, aggregates: readonly AggregateColumn[]) {
    this.plan = plan;
    this.aggregates = aggregates;
    this.keys = plan.keys.filter((key) => key.id !== plan.session.id);
    this.own = input.findIndex(({ id }) => id === plan.session.id);
    this.slots = aggregates.flatMap(({ attribute, expression }) =>
      expression.code.buffer.map(({ type, nullable }, i) => ({ name: `${attribute.name}#${i}`, type, nullable })),
    );
    this.state = this.newState();
    this.keyRows = new KeyRows(input, this.keys, this, null, plan.origin);
    this.runs = new FoldedRuns(input, plan.keys, aggregates, plan.origin);
    const expressions = aggregates.map((a) => a.expression);
    this.merger = new TableMerger([NUMBER], this.slots, expressions, false, false);
    const output = [...plan.keys, ...aggregates.map((a) => a.attribute)];
    this.schema = struct(output.map(({ name, type, nullable }) => ({ name, type, nullable })));
  }

  private newState(): StateMultiMap {
    const times = ['start', 'end'].map((name) => ({ name, type: LONG, nullable: false }));
    const values = [...times, ...this.slots];
    return new StateMultiMap({ name: 'sessions', keys: flattenKeys(this.keys), values, time: END });
  }

  /** As Spark keeps them: by key and start, with everything in the value. */
  get view(): StateView {
    const { plan } = this;
    const time = (name: string, at: number): ViewField => ({
      name,
      type: TIMESTAMP,
      nullable: true,
      from: { of: 'value', at },
    });
    const keys = keyFields(this.keys);
    const others = [...keys];
    const { id, name, type } = plan.session;
    const window: ViewField = {
      name,
      type,
      nullable: false,
      from: { of: 'fields', fields: [time('start', START), time('end', END)] },
    };
    return {
      storeName: 'default',
      table: 0,
      each: 'row',
      key: [...keys, { ...time('sessionStartTime', START), nullable: false }],
      value: [
        ...plan.keys.map((key) => (key.id === id ? window : others.shift()!)),
        ...bufferFields(this.aggregates, SLOTS),
      ],
    };
  }

  sources(): readonly string[] {
    return [...this.keyRows.sources(), ...this.runs.sources()];
  }

  /** Bytes that the sessions take, those of values that are objects among it; looks at each. */
  get bytes(): number {
    const objects = this.slotColumns.filter(({ layout }) => layout === 'object');
    let bytes = this.state.bytes;
    if (objects.length === 0) return bytes;
    for (const place of this.state.allRows()) {
      for (const { data } of objects) bytes += scalarBytes((data as unknown[])[place]);
    }
    return bytes;
  }

  /** Forgets everything. */
  clear(): void {
    this.state = this.newState();
  }

  /** How many different keys and sessions rows have. */
  groups(batches: readonly RecordBatch[], context: BatchContext): number {
    return this.runs.groups(batches, context);
  }

  /** @returns how many sessions the rows are of, or were put into */
  add(batch: RecordBatch, context: BatchContext): number {
    this.keyRows.find(batch, context.runtime);
    const ordered = orderedRows(batch, this.keyRows.own, this.own);
    const merged = mergedSessions(ordered, this.state);
    const runs = this.runs.fold(ordered.rows, merged.runs, context);
    this.store(merged, [ordered.starts, ordered.ends], this.slotsOf(merged, runs, context.runtime.interner));
    return merged.keyRows.length;
  }

  /** Of most sessions, which are one run of rows, the slots lie in the table of runs; others are put together first. */
  private slotsOf({ parts, behind }: MergedSessions, runs: StateTable, interner: Interner): StoreSlots {
    const firstPart = (session: number): number => (session === 0 ? 0 : behind[session - 1]!);
    const several: number[][] = [];
    const numbers = new Map<number, number>();
    for (let session = 0; session < behind.length; session++) {
      if (behind[session]! - firstPart(session) === 1) continue;
      numbers.set(session, several.length);
      several.push(parts.slice(firstPart(session), behind[session]));
    }
    const ofRun = storingSlots(runs.values, this.slotColumns);
    if (several.length === 0) return (place, session) => ofRun(place, parts[firstPart(session)]!);
    const ofSeveral = storingSlots(this.folded(several, runs, interner).values, this.slotColumns);
    return (place, session) => {
      const number = numbers.get(session);
      if (number === undefined) ofRun(place, parts[firstPart(session)]!);
      else ofSeveral(place, number);
    };
  }

  /** The slots of sessions of several parts, put together one after the other: row by row of a table. */
  private folded(sessions: readonly (readonly number[])[], runs: StateTable, interner: Interner): StateTable {
    const rounds = sessions.reduce((most, parts) => Math.max(most, parts.length), 0);
    const into = this.partsAt(sessions, 0, runs);
    for (let round = 1; round < rounds; round++) this.merger.merge(this.partsAt(sessions, round, runs), into, interner);
    return into;
  }

  /** Those parts of sessions that come as the so many-th. */
  private partsAt(sessions: readonly (readonly number[])[], round: number, runs: StateTable): StateTable {
    const table = new StateTable([NUMBER], this.slots, false);
    const ofRun = storingSlots(runs.values, table.values);
    const held = storingSlots(this.slotColumns, table.values);
    for (const [session, parts] of sessions.entries()) {
      const part = parts[round];
      if (part === undefined) continue;
      const row = table.upsert([session]);
      if (part < 0) held(row, heldAt(part));
      else ofRun(row, part);
    }
    return table;
  }

  private get slotColumns(): readonly StateColumn[] {
    return this.state.values.slice(SLOTS);
  }

  private store(
    { keyRows, starts, ends, parts, behind }: MergedSessions,
    rowTimes: readonly [Int32Array, Int32Array],
    storeSlots: StoreSlots,
  ): void {
    const { state } = this;
    const times = new Int32Array(4);
    let part = 0;
    for (const [session, keyRow] of keyRows.entries()) {
      this.readTime(START, starts[session]!, rowTimes, times);
      this.readTime(END, ends[session]!, rowTimes, times);
      for (; part < behind[session]!; part++) if (parts[part]! < 0) state.remove(heldAt(parts[part]!));
      const place = state.append(keyRow);
      for (let k = START; k <= END; k++) {
        const words = state.values[k]!.words!;
        words[2 * place] = times[2 * k]!;
        words[2 * place + 1] = times[2 * k + 1]!;
      }
      storeSlots(place, session);
    }
  }

  /** Copies the words of the time at which a row, or a session of the state, starts or ends. */
  private readTime(
    which: typeof START | typeof END,
    at: number,
    rowTimes: readonly [Int32Array, Int32Array],
    into: Int32Array,
  ): void {
    const words = at < 0 ? this.state.values[which]!.words! : rowTimes[which];
    const place = 2 * (at < 0 ? heldAt(at) : at);
    into[2 * which] = words[place]!;
    into[2 * which + 1] = words[place + 1]!;
  }

  /** Sessions at some places of the state: the keys, and the results of the aggregates. */
  output(places: Int32Array, interner: Interner): RecordBatch {
    const { plan, state } = this;
    const count = places.length;
    const inTable = keyVectors(this.keys, state.keys.keys, state.keyRowsOf(places), count, interner);
    const times = [START, END].map((at) => stateVector(state.values[at]!, places, count) as Vector);
    const session: Vector = { layout: 'struct', valid: null, children: times };
    const keys = plan.keys.map((key) => (key.id === plan.session.id ? session : inTable.shift()!));
    const columns = this.slotColumns;
    let slot = 0;
    const results = this.aggregates.map((aggregate) => {
      const own = columns.slice(slot, (slot += aggregate.expression.code.buffer.length));
      return resultColumn(aggregate, own, places, count);
    });
    return { schema: this.schema, columns: [...keys, ...results], length: count };
  }
}

function storingSlots(from: readonly StateColumn[], into: readonly StateColumn[]): StoreSlots {
  const stores = from.map(storing);
  return (place, row) => {
    for (let k = 0; k < stores.length; k++) stores[k]!(into[k]!, place, row);
  };
}
