import type { StateVariable, VariableKind, ViewField } from '../state/state-view.ts';
import { flattenKeys, type KeyColumn } from './key-columns.ts';

/** Keys as the state reader shows them. */
export function keyFields(keys: readonly KeyColumn[]): ViewField[] {
  let at = 0;
  return keys.map(({ name, type, nullable }) => {
    const from = { of: 'key', at } as const;
    at += flattenKeys([{ name, type, nullable }]).length;
    return { name, type, nullable, from };
  });
}

/** Columns of values as the state reader shows them. @param from where the first of them lies */
export const valueFields = (columns: readonly KeyColumn[], from: number): ViewField[] =>
  columns.map(({ name, type, nullable }, i) => ({ name, type, nullable, from: { of: 'value', at: from + i } }));

const SPARKS_KIND: Readonly<Record<VariableKind, string>> = {
  value: 'ValueState',
  list: 'ListState',
  map: 'MapState',
  timers: 'TimerState',
};

/** What Spark's state metadata says of the variables of `transformWithState`. */
export const variableProperties = (timeMode: string, outputMode: string, variables: readonly StateVariable[]): string =>
  JSON.stringify({
    timeMode,
    outputMode,
    stateVariables: variables.map(({ name, kind, ttl }) => ({
      stateName: name,
      stateVariableType: SPARKS_KIND[kind],
      ttlEnabled: ttl,
    })),
  });
