import { defineOperator, idsOf, type OperatorDefinition } from '../define-operator.ts';
import { OperatorNode } from '../operator-node.ts';
import { columnNames } from '../physical-node.ts';
import { planStateFunction } from './analysis.ts';
import { checkStateFunction, checkStateFunctionCorrectness } from './checks.ts';
import type { StateFunctionPlan } from './plan.ts';
import { StateFunctionOperator } from './state-function.ts';

/** `mapGroupsWithState` and `flatMapGroupsWithState`. */
export const stateFunction: OperatorDefinition = defineOperator<StateFunctionPlan>({
  node: 'state_function',
  relations: {
    async state_function(relation, { analyze, context }) {
      const child = await analyze(relation.input);
      const initial = relation.initial === null ? null : await analyze(relation.initial.input);
      return planStateFunction(relation, child, initial, context);
    },
  },
  label: ({ call, keys, state }) => `${nameOf(call)} [${columnNames(keys)}], state [${columnNames(state)}]`,
  prune: (plan, _, prune) => ({
    ...plan,
    child: prune(plan.child, idsOf([...plan.keys, ...plan.rows].map((a) => a.id))),
  }),
  rows: () => NaN,
  keepsState: () => true,
  givesLateRows: ({ call, timeout }) => call !== 'transformWithState' && timeout === 'eventTime',
  checkStreaming: checkStateFunction,
  checkCorrectness: checkStateFunctionCorrectness,
  plan(plan, planner) {
    const child = planner.node(plan.child);
    const operator = new StateFunctionOperator(child.output, plan);
    const stateful = plan.streaming ? planner.keep(plan, operator) : null;
    const label = `${nameOf(plan.call)} (keys=[${columnNames(plan.keys)}], state=[${columnNames(plan.state)}])`;
    return new OperatorNode(label, plan.output, [child], operator, stateful);
  },
});

/** As `explain` shows it. */
const nameOf = (call: StateFunctionPlan['call']): string => `${call[0]!.toUpperCase()}${call.slice(1)}`;
