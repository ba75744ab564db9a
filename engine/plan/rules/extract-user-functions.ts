import type { ProjectedColumn } from '../../codegen/step.ts';
import {
  childrenOf,
  freshColumnId,
  reference,
  someExpression,
  transformUp,
  type Attribute,
  type ColumnReference,
  type TypedExpression,
} from '../../expressions/typed.ts';
import { isUserCall, misplacedUserCall, type UserCall, type UserCallIdentity } from '../../expressions/user-call.ts';
import type { OperatorList } from '../../operators/operator-list.ts';
import type { ProjectPlan } from '../../operators/project/plan.ts';
import type { UserFunctionCall, UserFunctionPlan } from '../../operators/user-function/plan.ts';
import { expressionsOf, mapExpressions } from '../map-expressions.ts';
import { mapPlan, type PlanNode, type UnaryPlan } from '../plan-node.ts';

/**
 * Calls of the user's functions leave the expressions they stand in and become columns of a node below: a block of rows
 * goes to the user's thread at once. A call within the arguments of another is made first.
 *
 * Spark's `ExtractPythonUDFs`.
 */
export function extractUserFunctions(plan: PlanNode, operators: OperatorList): PlanNode {
  return extracted(
    mapPlan(plan, (child) => extractUserFunctions(child, operators)),
    operators,
  );
}

/** Calls by identity: an expression is copied as it is rewritten. */
type Calls = Map<UserCallIdentity, UserCall>;

function extracted(plan: PlanNode, operators: OperatorList): PlanNode {
  const calls: Calls = new Map();
  for (const expression of expressionsOf(plan, operators)) innermost(expression, calls, false);
  const [first] = calls.values();
  if (first === undefined) return plan;
  if (!('child' in plan)) throw misplacedUserCall(first.name, `in a ${plan.node}`, AS_COLUMN);
  const node = plan as UnaryPlan;
  const { child, args } = withArguments(node.child, [...calls.values()]);
  const made = [...calls.values()].map(({ name, type, data }, i): UserFunctionCall => {
    const result: Attribute = { id: freshColumnId(), name, type, nullable: true };
    return { functionId: data.functionId, name, args: args[i]!, result };
  });
  const results = new Map([...calls.keys()].map((identity, i) => [identity, made[i]!.result]));
  const below: UserFunctionPlan = {
    node: 'user_function',
    child,
    calls: made,
    output: [...child.output, ...results.values()],
    streaming: child.streaming,
  };
  const replaced = mapExpressions(plan, operators, (e) =>
    transformUp(e, (part) => {
      const result = isUserCall(part) ? results.get(part.data) : undefined;
      return result === undefined ? part : reference(result);
    }),
  );
  const over: UnaryPlan = { ...(replaced as UnaryPlan), ...overChild(node, below) };
  const done = extracted(over, operators);
  return done.output.length === plan.output.length ? done : selected(done, plan.output);
}

/** A node that passes its input's columns on passes the new ones on, too. */
function overChild({ child, output }: UnaryPlan, below: UserFunctionPlan): Partial<UnaryPlan> {
  const passes = child.output.every((a, i) => output[i]?.id === a.id);
  if (!passes) return { child: below };
  return { child: below, output: [...below.output, ...output.slice(child.output.length)] };
}

/** The calls whose arguments hold no other. */
function innermost(e: TypedExpression, into: Calls, inLambda: boolean): void {
  if (isUserCall(e) && inLambda) throw misplacedUserCall(e.name, 'in a lambda', 'Give it the whole array instead.');
  if (isUserCall(e) && !e.args.some((arg) => someExpression(arg, isUserCall))) into.set(e.data, e);
  for (const child of childrenOf(e)) innermost(child, into, inLambda || e.node === 'lambda');
}

/** The input with the arguments of the calls as columns. */
function withArguments(
  child: PlanNode,
  calls: readonly UserCall[],
): { child: PlanNode; args: readonly (readonly ColumnReference[])[] } {
  const added: ProjectedColumn[] = [];
  const args = calls.map((call) =>
    call.args.map((expression, i) => {
      if (expression.node === 'column') return expression;
      const { type, nullable } = expression;
      const attribute: Attribute = { id: freshColumnId(), name: `${call.name} argument ${i + 1}`, type, nullable };
      added.push({ attribute, expression });
      return reference(attribute);
    }),
  );
  if (added.length === 0) return { child, args };
  const own = child.output.map((attribute) => ({ attribute, expression: reference(attribute) }));
  return { child: projection(child, [...own, ...added]), args };
}

const selected = (child: PlanNode, output: readonly Attribute[]): PlanNode =>
  projection(
    child,
    output.map((attribute) => ({ attribute, expression: reference(attribute) })),
  );

const projection = (child: PlanNode, columns: readonly ProjectedColumn[]): ProjectPlan => ({
  node: 'project',
  child,
  columns,
  output: columns.map((c) => c.attribute),
  streaming: child.streaming,
});

const AS_COLUMN = 'Compute it as a column first, with withColumn, and use that column.';
