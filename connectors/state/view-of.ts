import type { StateView } from '../../engine/state/state-view.ts';
import { invalidValue, noStateSchema, unspecified } from './state-errors.ts';
import type { StateOptions } from './state-options.ts';
import type { ReadableOperator } from './stored-checkpoint.ts';

const PROCESSOR = 'transformWithStateExec';

/**
 * What the options ask for.
 *
 * Spark's `StateDataSource.runStateVarChecks` and `inferSchema`.
 *
 * @throws AnalysisError STDS_INVALID_OPTION_VALUE, STDS_REQUIRED_OPTION_UNSPECIFIED, STDS_FAILED_TO_READ_STATE_SCHEMA
 */
export function viewOf(
  operators: readonly ReadableOperator[],
  options: StateOptions,
): { readonly operator: ReadableOperator; readonly view: StateView } {
  const { directory, operatorId, storeName, joinSide } = options;
  const operator = operators.find(({ state }) => state.operatorId === operatorId);
  if (operator === undefined) {
    const there = operators.map(({ name, state }) => `${state.operatorId} (${name})`).sort();
    const cure = there.length === 0 ? 'The query keeps no state.' : `Its operators are ${there.join(', ')}.`;
    throw noStateSchema(directory, `there is no operator ${operatorId}`, cure);
  }
  const view = asked(operator, options);
  if (view !== undefined) return { operator, view };
  const { views } = operator.state;
  const names = [...new Set(views.flatMap((each) => each.storeName ?? []))].map((name) => `"${name}"`);
  const sides = views.some((each) => each.joinSide !== undefined) ? ' Or give joinSide, "left" or "right".' : '';
  const cure = `Its stores are ${names.join(', ')}: give one of them as storeName.${sides}`;
  if (storeName !== 'default')
    throw invalidValue('storeName', `the operator ${operator.name} has no such store.`, cure);
  const what = joinSide === 'none' ? `has no store '${storeName}'` : `has no ${joinSide} side`;
  throw noStateSchema(directory, `the operator ${operatorId} (${operator.name}) ${what}`, cure);
}

function asked(operator: ReadableOperator, options: StateOptions): StateView | undefined {
  const { storeName, joinSide } = options;
  const { views } = operator.state;
  const isProcessor = operator.name === PROCESSOR;
  if (options.stateVarName === null && !options.readRegisteredTimers) {
    if (joinSide !== 'none') return views.find((view) => view.joinSide === joinSide);
    if (isProcessor && storeName === 'default') throw unspecified('stateVarName', variablesText(views));
    return views.find((view) => view.storeName === storeName);
  }
  if (!isProcessor) {
    const [option, what] =
      options.stateVarName === null
        ? ['readRegisteredTimers', 'readRegisteredTimers=true']
        : ['stateVarName', 'state variable names'];
    throw invalidValue(
      option!,
      `Providing ${what} is only supported with the transformWithState operator. Found operator=${operator.name}. Please remove this option and re-run the query.`,
      'Leave out stateVarName and readRegisteredTimers.',
    );
  }
  return variableOf(views, options);
}

function variableOf(views: readonly StateView[], { stateVarName, readRegisteredTimers }: StateOptions): StateView {
  if (readRegisteredTimers) {
    const timers = views.find(({ variable }) => variable?.kind === 'timers');
    if (timers !== undefined) return timers;
    throw invalidValue(
      'readRegisteredTimers',
      'Registered timers are not available in TimeMode=None.',
      'Only a processor with a timeMode has timers.',
    );
  }
  const found = views.find(({ variable }) => variable?.kind !== 'timers' && variable?.name === stateVarName);
  if (found !== undefined) return found;
  throw invalidValue(
    'stateVarName',
    `State variable ${stateVarName} is not defined for the transformWithState operator.`,
    variablesText(views),
  );
}

function variablesText(views: readonly StateView[]): string {
  const names = views.flatMap(({ variable }) =>
    variable === undefined || variable.kind === 'timers' ? [] : [`"${variable.name}"`],
  );
  return names.length === 0
    ? 'The processor declares no state variables: give readRegisteredTimers.'
    : `The processor declares ${names.join(', ')}: give one of them as stateVarName.`;
}
