import type { StructType } from '../types/data-type.ts';
import type { Row } from './rows.ts';
import type { ListState, MapState, ValueState } from './stateful-processor.ts';

/** Where the variables of the group lie that a processor is called for. */
export interface GroupVariables {
  get(name: string): unknown;
  /** @param value null for none */
  set(name: string, value: unknown): void;
}

export function valueState(name: string, group: GroupVariables): ValueState {
  const get = (): Row | null => (group.get(name) as Row | undefined) ?? null;
  return {
    exists: () => get() !== null,
    get,
    update: (value) => group.set(name, value),
    clear: () => group.set(name, null),
  };
}

export function listState(name: string, group: GroupVariables): ListState {
  const get = (): Row[] => [...((group.get(name) as Row[] | undefined | null) ?? [])];
  const put = (values: readonly Row[]): void => group.set(name, values.length === 0 ? null : values);
  return {
    exists: () => get().length > 0,
    get,
    put: (values) => put([...values]),
    appendValue: (value) => put([...get(), value]),
    appendList: (values) => put([...get(), ...values]),
    clear: () => put([]),
  };
}

interface Entry {
  readonly key: Row;
  readonly value: Row;
}

/** @param keys what a key is made of: keys are the same when their fields are */
export function mapState(name: string, keys: StructType, group: GroupVariables): MapState {
  const all = (): readonly Entry[] => (group.get(name) as Entry[] | undefined | null) ?? [];
  const put = (entries: readonly Entry[]): void => group.set(name, entries.length === 0 ? null : entries);
  const textOf = (key: Row): string =>
    JSON.stringify(
      keys.fields.map((field) => key[field.name] ?? null),
      plain,
    );
  const placeOf = (key: Row): number => {
    const text = textOf(key);
    return all().findIndex((entry) => textOf(entry.key) === text);
  };
  return {
    exists: () => all().length > 0,
    getValue: (key) => all()[placeOf(key)]?.value ?? null,
    containsKey: (key) => placeOf(key) >= 0,
    updateValue(key, value) {
      const place = placeOf(key);
      put(place < 0 ? [...all(), { key, value }] : all().with(place, { key, value }));
    },
    iterator: () => all().map(({ key, value }): [Row, Row] => [key, value]).values(), // prettier-ignore
    keys: () => all().map(({ key }) => key),
    values: () => all().map(({ value }) => value),
    removeKey(key) {
      const place = placeOf(key);
      if (place >= 0) put(all().toSpliced(place, 1));
    },
    clear: () => put([]),
  };
}

/** What JSON has no form for, as a text. */
const plain = (_: string, value: unknown): unknown =>
  typeof value === 'bigint' || (typeof value === 'number' && !Number.isFinite(value)) ? `${value} ` : value;
