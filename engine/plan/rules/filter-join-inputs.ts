import { presenceOf } from '../../expressions/functions/operator/null-test.ts';
import { nullRefusing } from '../../expressions/null-refusing.ts';
import { reference, referencedColumns, type TypedExpression } from '../../expressions/typed.ts';
import type { FilterPlan } from '../../operators/filter/plan.ts';
import type { JoinPlan, JoinType } from '../../operators/join/plan.ts';
import { splitCondition } from '../join-conditions.ts';
import { conjuncts } from '../conjuncts.ts';
import { inherited, isNode, type PlanNode } from '../plan-node.ts';
import { allOf } from '../../expressions/functions/operator/logic.ts';
import { nodeRule } from './rule.ts';

/**
 * Rows of a stream that cannot match, and come out of the join in no other way, are left out before it: they are not kept
 * where the other side is a stream too, and do not move the watermark. These are rows that a condition of one side alone refuses, and rows that have NULL
 * where the condition compares.
 *
 * Spark's rules `PushPredicateThroughJoin` and `InferFiltersFromConstraints`; what is kept shows in its progress.
 */
export const filterJoinInputs = nodeRule('filter join inputs', (plan) =>
  isNode<JoinPlan>(plan, 'join') && (plan.left.streaming || plan.right.streaming) ? withFilteredSides(plan) : plan,
);

/** Joins in which left rows that nothing matches are gone; those in which right ones are. */
const LEFT_GOES: ReadonlySet<JoinType> = new Set(['inner', 'cross', 'semi', 'right']);
const RIGHT_GOES: ReadonlySet<JoinType> = new Set(['inner', 'cross', 'semi', 'left']);

function withFilteredSides(join: JoinPlan): JoinPlan {
  const { type, equal } = join;
  // the filters have moved down by then, to where columns do not say that they are there
  if (join.filteredAs === type) return join;
  const parts = splitCondition(
    join.condition === null ? [] : conjuncts(join.condition),
    join.left.output,
    join.right.output,
  );
  const compared = new Set([
    ...equal.flatMap((pair) => [pair.left.id, pair.right.id]),
    ...parts.both.flatMap(nullRefusing),
  ]);
  const [filtersLeft, filtersRight] = [LEFT_GOES.has(type), RIGHT_GOES.has(type)];
  const left = filtersLeft ? filtered(join.left, compared, parts.left) : join.left;
  const right = filtersRight ? filtered(join.right, compared, parts.right) : join.right;
  if (left === join.left && right === join.right) return join;
  const conditions = [...parts.both, ...(filtersLeft ? [] : parts.left), ...(filtersRight ? [] : parts.right)];
  return { ...join, left, right, condition: allOf(conditions), filteredAs: type };
}

/** The rows for which conditions hold; those that look at event time come last, as they stay above the watermark. */
function filtered(plan: PlanNode, compared: ReadonlySet<number>, conditions: readonly TypedExpression[]): PlanNode {
  const absent = plan.output.filter((a) => a.nullable && compared.has(a.id));
  const tests = absent.map((a) => presenceOf(reference(a)));
  const times = new Set(plan.output.filter((a) => a.watermarkDelay !== undefined).map((a) => a.id));
  const readsTime = (e: TypedExpression): boolean => [...referencedColumns(e)].some((id) => times.has(id));
  const all = [...tests, ...conditions];
  const rows = [...all.filter((e) => !readsTime(e)), ...all.filter(readsTime)].reduce<PlanNode>((child, condition) => {
    const filter: FilterPlan = { node: 'filter', child, condition, ...inherited(child) };
    return filter;
  }, plan);
  if (rows === plan) return plan;
  return { ...rows, output: rows.output.map((a) => (absent.includes(a) ? { ...a, nullable: false } : a)) };
}
