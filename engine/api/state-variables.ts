import { array, LONG, struct, type DataType, type StructType } from '../types/data-type.ts';
import { HeldList, HeldMap, type HeldVariable, type Item } from './held-variables.ts';
import type { Row } from './rows.ts';
import type { ListState, MapState, ValueState } from './stateful-processor.ts';

/** What a processor declares. */
export interface StateVariable {
  readonly name: string;
  readonly kind: 'value' | 'list' | 'map';
  readonly value: StructType;
  /** What a key of a map is made of. */
  readonly key?: StructType;
  /** How long a value is kept, milliseconds of processing time; null for as long as nobody takes it away. */
  readonly ttlMs: number | null;
}

/** The variables of the group that a processor is called for. */
export interface GroupVariables {
  /** What a variable holds; made of what is stored when it is first looked at. */
  held<H extends HeldVariable>(variable: StateVariable): H;
  changed(variable: StateVariable): void;
  /** Processing time of the batch, milliseconds. */
  nowMs(): number;
}

/** The column in which a variable lies. A value with a time to live lies in a STRUCT with its end, as Spark's does. */
export function typeOfVariable({ kind, key, value, ttlMs }: StateVariable): DataType {
  const ended = struct([
    { name: 'value', type: value, nullable: false },
    { name: END, type: LONG, nullable: false },
  ]);
  const own = ttlMs === null ? value : ended;
  if (kind === 'value') return own;
  const entry = key === undefined ? own : struct([
    { name: 'key', type: key, nullable: false },
    { name: 'value', type: own, nullable: false },
  ]); // prettier-ignore
  return array(entry, false);
}

const END = 'ttlExpirationMs';

/** What a variable holds, of what its column holds. */
export function heldOf(variable: StateVariable, stored: unknown): HeldVariable {
  const all = stored === null || stored === undefined ? [] : variable.kind === 'value' ? [stored] : (stored as Row[]);
  const { key, ttlMs } = variable;
  const valueOf = (own: Row): Item =>
    ttlMs === null ? { value: own, expiryMs: null } : { value: own['value'] as Row, expiryMs: Number(own[END]) };
  if (key === undefined) return new HeldList(all.map((own) => valueOf(own as Row)));
  const entries = all as { readonly key: Row; readonly value: Row }[];
  return new HeldMap(
    entries.map((entry) => ({ key: entry.key, ...valueOf(entry.value) })),
    key,
  );
}

/** What the column of a variable holds; null for nothing. */
export function storedOf(variable: StateVariable, { items }: HeldVariable): unknown {
  const all = Array.from(items, ({ key, value, expiryMs }): unknown => {
    const own = expiryMs === null ? value : { value, [END]: expiryMs };
    return key === undefined ? own : { key, value: own };
  });
  if (all.length === 0) return null;
  return variable.kind === 'value' ? all[0] : all;
}

/** An item of a variable that is stored now. */
const item = ({ ttlMs }: StateVariable, group: GroupVariables, value: Row): Item => ({
  value,
  expiryMs: ttlMs === null ? null : group.nowMs() + ttlMs,
});

export function valueState(variable: StateVariable, group: GroupVariables): ValueState {
  const held = (): HeldList => group.held(variable);
  const put = (items: Item[]): void => {
    held().items = items;
    group.changed(variable);
  };
  return {
    exists: () => held().items.length > 0,
    get: () => held().items[0]?.value ?? null,
    update: (value) => put([item(variable, group, value)]),
    clear: () => put([]),
  };
}

export function listState(variable: StateVariable, group: GroupVariables): ListState {
  const held = (): HeldList => group.held(variable);
  const itemsOf = (values: Iterable<Row>): Item[] => Array.from(values, (value) => item(variable, group, value));
  const put = (items: Item[]): void => {
    held().items = items;
    group.changed(variable);
  };
  const append = (items: readonly Item[]): void => {
    const all = held().items;
    for (const one of items) all.push(one);
    group.changed(variable);
  };
  return {
    exists: () => held().items.length > 0,
    get: () => held().items.map(({ value }) => value),
    put: (values) => put(itemsOf(values)),
    appendValue: (value) => append(itemsOf([value])),
    appendList: (values) => append(itemsOf(values)),
    clear: () => put([]),
  };
}

export function mapState(variable: StateVariable, group: GroupVariables): MapState {
  const held = (): HeldMap => group.held(variable);
  const keys = (): Row[] => Array.from(held().items, ({ key }) => key!);
  return {
    exists: () => held().size > 0,
    getValue: (key) => held().get(key)?.value ?? null,
    containsKey: (key) => held().get(key) !== undefined,
    updateValue(key, value) {
      held().set({ ...item(variable, group, value), key });
      group.changed(variable);
    },
    iterator: () => Array.from(held().items, ({ key, value }): [Row, Row] => [key!, value]).values(),
    keys,
    values: () => Array.from(held().items, ({ value }) => value),
    removeKey(key) {
      if (held().delete(key)) group.changed(variable);
    },
    clear() {
      held().clear();
      group.changed(variable);
    },
  };
}
