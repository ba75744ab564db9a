import type { Scalar } from '../../engine/columnar/vector.ts';
import type { StateVariable, StateView, ViewField } from '../../engine/state/state-view.ts';
import {
  array,
  field,
  LONG,
  map,
  struct,
  type ArrayType,
  type StructField,
  type StructType,
} from '../../engine/types/data-type.ts';
import type { HeldRow, HeldTable } from './held-table.ts';
import { columnOf, structOf } from './view-values.ts';

/** One row that is shown: what stands between the key and the number of the partition. */
export interface Shown {
  readonly columns: readonly Scalar[];
  /** What tells it from others of its key. */
  readonly own: Scalar;
  /** What stands there in a change feed once it is gone. */
  readonly gone: readonly Scalar[];
}

const structType = (fields: readonly ViewField[]): StructType =>
  struct(fields.map(({ name, type, nullable }) => ({ name, type, nullable })));

/** The columns between key and partition, as Spark names them for each kind of variable. */
function columnsOf({ value, variable }: StateView, flat: boolean): StructField[] {
  if (variable === undefined) return [field('value', structType(value))];
  const { kind, type } = variable;
  if (kind === 'value') return [field('value', type)];
  if (kind === 'timers') return [field('expiration_timestamp_ms', LONG)];
  const { element } = type as ArrayType;
  if (kind === 'list') return [flat ? field('list_element', element) : field('list_value', array(element))];
  const [key, mapped] = (element as StructType).fields.map((f) => f.type) as [StructType, StructType];
  return flat ? [field('user_map_key', key), field('user_map_value', mapped)] : [field('map_value', map(key, mapped))];
}

/** A view of a state's table: its columns, and how rows of the table become rows of them. */
export class ShownState {
  readonly view: StateView;
  private readonly flat: boolean;

  /** @param flat whether each item of a list or map is a row */
  constructor(view: StateView, flat: boolean) {
    this.view = view;
    this.flat = flat;
  }

  /** Whether rows are the items of lists. */
  get isFlatList(): boolean {
    return this.flat && this.view.variable?.kind === 'list';
  }

  get columns(): StructField[] {
    return [field('key', structType(this.view.key)), ...columnsOf(this.view, this.flat)];
  }

  /** What gives the key of rows of a table. */
  keyOf(table: HeldTable): (row: HeldRow) => Scalar {
    return structOf(this.view.key, table);
  }

  /** What gives the rows that are shown of a row of a table. */
  rowsOf(table: HeldTable): (row: HeldRow) => readonly Shown[] {
    const { view, flat } = this;
    if (view.variable !== undefined) return variableRows(view.variable, flat, table);
    const value = structOf(view.value, table);
    return (row) => [{ columns: [value(row)], own: null, gone: [null] }];
  }
}

function variableRows(
  { kind, at, type }: StateVariable,
  flat: boolean,
  table: HeldTable,
): (row: HeldRow) => readonly Shown[] {
  const held = columnOf(at, type, table);
  const items = ITEMS[flat || kind === 'timers' ? kind : 'value'];
  return (row) => {
    const value = held(row);
    return value === null ? [] : items(value);
  };
}

const ITEMS: Readonly<Record<StateVariable['kind'], (value: Scalar) => readonly Shown[]>> = {
  value: (value) => [{ columns: [value], own: null, gone: [null] }],
  list: (items) => (items as Scalar[]).map((item, i) => ({ columns: [item], own: i, gone: [null] })),
  map: (entries) =>
    (entries as [Scalar, Scalar][]).map(([key, value]) => ({ columns: [key, value], own: key, gone: [key, null] })),
  timers: (times) => (times as Scalar[]).map((time) => ({ columns: [time], own: time, gone: [time] })),
};
