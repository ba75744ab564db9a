import { defineOperator, idsOf, prunedThrough, type OperatorDefinition } from '../define-operator.ts';
import type { UserFunctionCall, UserFunctionPlan } from './plan.ts';
import { UserFunctionNode } from './user-function-node.ts';

/**
 * Runs the functions of `udf(...)`. No relation becomes it: the optimizer takes the calls out of the expressions around them
 * (`extract-user-functions`).
 */
export const userFunction: OperatorDefinition = defineOperator<UserFunctionPlan>({
  node: 'user_function',
  label: ({ calls }) => `UserFunction [${calls.map(callText).join(', ')}]`,
  mapExpressions: (plan, f) => ({ ...plan, calls: plan.calls.map((c) => ({ ...c, args: c.args.map(f) })) }),
  prune(plan, wanted, prune) {
    const calls = plan.calls.filter(({ result }) => wanted.has(result.id));
    const results = new Set(calls.map(({ result }) => result.id));
    const args = calls.flatMap((call) => call.args.map(({ id }) => id));
    const used = idsOf(
      [...wanted].filter((id) => !results.has(id)),
      args,
    );
    return prunedThrough(
      { ...plan, calls },
      used,
      prune,
      calls.map(({ result }) => result),
    );
  },
  plan: (plan, planner) => new UserFunctionNode(plan, planner.node(plan.child)),
});

export const callText = ({ name, args, result }: UserFunctionCall): string =>
  `${name}(${args.map((a) => a.name).join(', ')}) AS ${result.name}`;
