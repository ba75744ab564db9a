import type { Interner } from '../../engine/columnar/interner.ts';
import type { Scalar } from '../../engine/columnar/vector.ts';
import type { LoggedSchema, StepReader } from '../../engine/state/logged-state.ts';
import { stateScalar } from '../../engine/state/state-column.ts';
import { StateMultiMap } from '../../engine/state/state-multi-map.ts';
import { StateStore } from '../../engine/state/state-store.ts';
import type { StateTable } from '../../engine/state/state-table.ts';

/** A row as it lies in a table: flat keys (ids in the table's interner for texts), and values. */
export interface HeldRow {
  readonly key: readonly Scalar[];
  /** One value of the row; bytes only until the table changes. */
  value(column: number): Scalar;
  readonly bucket: string;
  /** Which of its key's rows it is, and how many there are. */
  readonly index: number;
  readonly count: number;
}

/** A table of state, rebuilt to be looked at. */
export interface HeldTable {
  readonly schema: LoggedSchema;
  /** Takes the steps of the changelog. */
  readonly steps: StepReader;
  readonly interner: Interner;
  /** All rows, key by key; of each key the first alone where `each` is `key`. */
  rows(each: 'row' | 'key'): Iterable<HeldRow>;
  rowsOf(key: readonly Scalar[], bucket: string, each: 'row' | 'key'): Iterable<HeldRow>;
}

export const heldTable = (schema: LoggedSchema, interner: Interner): HeldTable =>
  schema.many === true ? new HeldRows(schema, interner) : new HeldKeys(schema, interner);

/** One row a key. */
class HeldKeys implements HeldTable {
  readonly schema: LoggedSchema;
  readonly steps: StateStore;
  readonly interner: Interner;

  constructor(schema: LoggedSchema, interner: Interner) {
    this.schema = schema;
    this.interner = interner;
    this.steps = new StateStore({ keys: schema.keys, values: schema.values, bucket: schema.bucket }, false);
  }

  *rows(): Iterable<HeldRow> {
    for (const [bucket, table] of this.steps.tables)
      for (let row = 0; row < table.count; row++) yield rowOf(table, row, bucket);
  }

  *rowsOf(key: readonly Scalar[], bucket: string): Iterable<HeldRow> {
    const table = this.steps.tables.get(bucket);
    const row = table?.find(key) ?? -1;
    if (row >= 0) yield rowOf(table!, row, bucket);
  }
}

const rowOf = (table: StateTable, row: number, bucket: string): HeldRow => ({
  key: table.keyOf(row),
  value: (column) => stateScalar(table.values[column]!, row),
  bucket,
  index: 0,
  count: 1,
});

/** Many rows a key. */
class HeldRows implements HeldTable {
  readonly schema: LoggedSchema;
  readonly steps: StateMultiMap;
  readonly interner: Interner;

  constructor(schema: LoggedSchema, interner: Interner) {
    this.schema = schema;
    this.interner = interner;
    this.steps = new StateMultiMap({ name: schema.name ?? '', keys: schema.keys, values: schema.values });
  }

  *rows(each: 'row' | 'key'): Iterable<HeldRow> {
    const { keys } = this.steps;
    for (let keyRow = 0; keyRow < keys.count; keyRow++) yield* this.rowsAt(keyRow, each);
  }

  rowsOf(key: readonly Scalar[], _bucket: string, each: 'row' | 'key'): Iterable<HeldRow> {
    return this.rowsAt(this.steps.find(key), each);
  }

  private *rowsAt(keyRow: number, each: 'row' | 'key'): Iterable<HeldRow> {
    const { steps } = this;
    const first = steps.first(keyRow);
    if (first < 0) return;
    const key = steps.keys.keyOf(keyRow);
    let count = 0;
    for (let place = first; place >= 0; place = steps.next[place]!) count++;
    let index = 0;
    for (let place = first; place >= 0; place = each === 'key' ? -1 : steps.next[place]!) {
      const at = place;
      yield { key, value: (column) => stateScalar(steps.values[column]!, at), bucket: '', index: index++, count };
    }
  }
}
