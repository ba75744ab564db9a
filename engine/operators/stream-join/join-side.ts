import type { StageRuntime } from '../../codegen/generated-runtime.ts';
import { takeRows } from '../../columnar/take.ts';
import type { RecordBatch, Vector } from '../../columnar/vector.ts';
import type { Attribute, TypedExpression } from '../../expressions/typed.ts';
import { eventTimes, partedByTime } from '../event-times.ts';
import { flattenKeys } from '../key-columns.ts';
import { setStateScalar, type StateColumn } from '../../state/state-column.ts';
import { StateMultiMap } from '../../state/state-multi-map.ts';
import type { StateView, ViewField } from '../../state/state-view.ts';
import { setTime } from '../../state/state-time.ts';
import { BOOLEAN, LONG } from '../../types/data-type.ts';
import type { Origin } from '../../types/origin.ts';
import { keyFields, valueFields } from '../state-fields.ts';
import { KeyRows } from '../key-rows.ts';
import { RowFilter } from './row-filter.ts';
import { StoredRows } from '../stored-rows.ts';

const [TIME, MATCHED, ROW] = [0, 1, 2] as const;

/** What one side of a join is made of. */
export interface JoinSideSpec {
  readonly name: 'left' | 'right';
  readonly input: readonly Attribute[];
  readonly keys: readonly Attribute[];
  /** What only this side's columns decide. */
  readonly conditions: readonly TypedExpression[];
  /** The column whose time decides when a row is forgotten; null where rows stay. */
  readonly time: Attribute | null;
  readonly origin: Origin | undefined;
}

/** One side of a join of two streams: the rows that may still be matched. */
export class JoinSide {
  readonly spec: JoinSideSpec;
  readonly state: StateMultiMap;
  private readonly stored: StoredRows;
  private readonly filter: RowFilter;
  private finder: KeyRows | null = null;
  /** The column by which rows are late. */
  private readonly late: Attribute | undefined;
  /** Rows of the running batch that came too late. */
  lateRows = 0;

  constructor(spec: JoinSideSpec) {
    this.spec = spec;
    const { name, input, keys, conditions, origin } = spec;
    this.stored = new StoredRows(input);
    const values = [
      { name: 'time', type: LONG, nullable: true },
      { name: 'matched', type: BOOLEAN, nullable: false },
      ...this.stored.fields,
    ];
    this.state = new StateMultiMap({ name, keys: flattenKeys(keys), values, time: TIME });
    this.filter = new RowFilter(input, conditions, origin);
    this.late = input.find((a) => a.watermarkDelay !== undefined);
  }

  /** Rows of this side are matched with those of the other. */
  against(other: JoinSide): void {
    const { input, keys, origin } = this.spec;
    this.finder = new KeyRows(input, keys, this, other, origin);
  }

  get keyRows(): KeyRows {
    return this.finder!;
  }

  /** The side itself, and the two stores that Spark keeps it in. @param table which of the operator's tables it is */
  views(table: number): StateView[] {
    const { name, keys, input } = this.spec;
    const key = keyFields(keys.map((each, i) => ({ ...each, name: `field${i}` })));
    const rows = valueFields(input, ROW);
    const matched: ViewField = { name: 'matched', type: BOOLEAN, nullable: true, from: { of: 'value', at: MATCHED } };
    const number = (field: string, of: 'count' | 'index'): ViewField => ({
      name: field,
      type: LONG,
      nullable: true,
      from: { of },
    });
    return [
      { storeName: null, joinSide: name, table, each: 'row', key, value: rows },
      { storeName: `${name}-keyToNumValues`, table, each: 'key', key, value: [number('value', 'count')] },
      {
        storeName: `${name}-keyWithIndexToValue`,
        table,
        each: 'row',
        key: [...key, number('index', 'index')],
        value: [...rows, matched],
      },
    ];
  }

  sources(): readonly string[] {
    return [...this.filter.sources(), ...this.keyRows.sources()];
  }

  beginBatch(): void {
    this.state.beginBatch();
    this.lateRows = 0;
  }

  /** The rows that are not late. */
  inTime(batch: RecordBatch, lateMicros: number): RecordBatch {
    if (this.late === undefined) return batch;
    const { inTime } = partedByTime(batch, this.timesOf(batch, this.late), lateMicros);
    this.lateRows += batch.length - inTime.length;
    return inTime;
  }

  /** Rows that this side's own condition lets match anything, and the others. */
  divided(
    batch: RecordBatch,
    runtime: StageRuntime,
  ): { readonly passing: RecordBatch; readonly failing: RecordBatch | null } {
    const rows = this.filter.rows(batch, runtime);
    if (rows === null) return { passing: batch, failing: null };
    const passes = new Uint8Array(batch.length);
    for (const row of rows) passes[row] = 1;
    const failing = Int32Array.from(passes.keys()).filter((row) => passes[row] === 0);
    return { passing: takeRows(batch, rows), failing: takeRows(batch, failing) };
  }

  /** The event times of rows, microseconds; NaN where there is none. */
  timesOf(batch: RecordBatch, time: Attribute): (row: number) => number {
    return eventTimes(batch, this.spec.input, time);
  }

  /**
   * What keeps rows of a batch that may still be matched.
   *
   * @returns a function of the row, the row of its key in the table of keys, its time (microseconds, NaN for none), and
   * whether it was matched
   */
  keeping(batch: RecordBatch): (row: number, keyRow: number, time: number, matched: boolean) => void {
    const store = this.stored.storing(batch);
    const { values } = this.state;
    const columns = this.rowColumns;
    return (row, keyRow, time, matched) => {
      const place = this.state.append(keyRow);
      setTime(values[TIME]!, place, time);
      setStateScalar(values[MATCHED]!, place, matched);
      store(columns, place, row);
    };
  }

  isMatched(place: number): boolean {
    return (this.state.values[MATCHED]!.data as Uint8Array)[place] === 1;
  }

  match(place: number): void {
    if (this.isMatched(place)) return;
    setStateScalar(this.state.values[MATCHED]!, place, true);
    this.state.touch(place);
  }

  /** The rows at some places. */
  columnsAt(places: Int32Array): Vector[] {
    return this.stored.vectors(this.rowColumns, places);
  }

  private get rowColumns(): readonly StateColumn[] {
    return this.state.values.slice(ROW);
  }
}
