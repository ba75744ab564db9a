import { unsupported } from '../../plan/unsupported.ts';
import { defineOperator, idsOf, type OperatorDefinition } from '../define-operator.ts';
import { InitialStateNode } from './initial-state-node.ts';
import type { InitialStatePlan } from './plan.ts';

/** The `initialState` of a state function. */
export const initialState: OperatorDefinition = defineOperator<InitialStatePlan>({
  node: 'initial_state',
  prune(plan, wanted, prune) {
    const { keys, fields, initial, output } = plan;
    const left = prune(plan.left, wanted);
    const right = prune(plan.right, idsOf([...fields, ...keys.map((key) => key.right)].map((a) => a.id)));
    const present = idsOf(
      left.output.map((a) => a.id),
      [initial.id],
    );
    return { ...plan, left, right, output: output.filter((a) => present.has(a.id)) };
  },
  rows: (_, [rows, table]) => rows! + table!,
  checkStreaming({ right }) {
    if (right.streaming) {
      throw unsupported(
        'Non-streaming DataFrame/Dataset is not supported as the initial state in [flatMap|map]GroupsWithState operation on a streaming DataFrame/Dataset',
        'Read the initial state with session.read.',
      );
    }
  },
  plan: (plan, planner) => new InitialStateNode(plan, planner.node(plan.left), planner.node(plan.right)),
});
