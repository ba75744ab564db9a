import { LONG, struct } from '../../types/data-type.ts';
import type { StateVariable, StateView, ViewField } from '../../state/state-view.ts';
import { keyFields, valueFields, variableProperties } from '../state-fields.ts';
import type { StateFunctionPlan } from './plan.ts';

const TIME_MODES = { none: 'NoTime', processingTime: 'ProcessingTime', eventTime: 'EventTime' } as const;
/** Spark’s names of the variables that timers are. */
const TIMERS = { processingTime: '$procTimers_keyToTimestamp', eventTime: '$eventTimers_keyToTimestamp' } as const;
const OUTPUT_MODES = { append: 'Append', update: 'Update' } as const;

/**
 * What the state reader shows of groups: the state of a function, or the variables of a processor one by one.
 *
 * @param places where the timeout, whether there is a state, and its first column lie among the values
 */
export function shownState(
  plan: StateFunctionPlan,
  places: { readonly timeout: number; readonly exists: number; readonly state: number },
): { readonly views: readonly StateView[]; readonly properties: string } {
  const view = { storeName: 'default', table: 0, each: 'row', key: keyFields(plan.keys), value: [] } as const;
  if (plan.call !== 'transformWithState')
    return { views: [{ ...view, value: functionState(plan, places) }], properties: '' };
  const variables = plan.state.flatMap(({ name, type }, i): StateVariable[] => {
    const kind = plan.variables[i];
    const variable = { at: places.state + i, type, ttl: plan.withTtl[i]! };
    if (kind === 'timers') return plan.timeout === 'none' ? [] : [{ name: TIMERS[plan.timeout], kind, ...variable }];
    return kind === undefined ? [] : [{ name, kind, ...variable }];
  });
  return {
    views: variables.map((variable) => ({ ...view, variable })),
    properties: variableProperties(TIME_MODES[plan.timeout], OUTPUT_MODES[plan.mode], variables),
  };
}

function functionState(
  { state, timeout }: StateFunctionPlan,
  places: { readonly timeout: number; readonly exists: number; readonly state: number },
): ViewField[] {
  const groupState: ViewField = {
    name: 'groupState',
    type: struct(state.map(({ name, type, nullable }) => ({ name, type, nullable }))),
    nullable: true,
    from: { of: 'fields', fields: valueFields(state, places.state), exists: places.exists },
  };
  if (timeout === 'none') return [groupState];
  const from = { of: 'millis', at: places.timeout } as const;
  return [groupState, { name: 'timeoutTimestamp', type: LONG, nullable: false, from }];
}
