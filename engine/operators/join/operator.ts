import { referencedColumns } from '../../expressions/typed.ts';
import { defineOperator, idsOf, type OperatorDefinition } from '../define-operator.ts';
import { planJoin } from './analysis.ts';
import { checkJoinCorrectness, checkStreamingJoin } from './checks.ts';
import { keepsBuild, joinLookup } from './join.ts';
import { JoinedInput } from './joined-input.ts';
import { JoinNode } from './node.ts';
import { joinLabel, joinSpec, joinsStreams, type JoinPlan } from './plan.ts';
import { OperatorNode } from '../operator-node.ts';
import { StreamJoinOperator } from '../stream-join/stream-join.ts';

/** Puts rows of two plans together. */
export const join: OperatorDefinition = defineOperator<JoinPlan>({
  node: 'join',
  relations: {
    async join(relation, { analyze, context }) {
      const [left, right] = [await analyze(relation.left), await analyze(relation.right)];
      return planJoin(relation, left, right, context);
    },
  },
  mapExpressions: (plan, f) => ({ ...plan, condition: plan.condition === null ? null : f(plan.condition) }),
  prune(plan, wanted, prune) {
    const { equal, condition } = plan;
    const keys = equal.flatMap((e) => [e.left.id, e.right.id]);
    const used = idsOf(wanted, keys, condition === null ? [] : referencedColumns(condition));
    const [left, right] = [prune(plan.left, used), prune(plan.right, used)];
    const present = idsOf([...left.output, ...right.output].map((a) => a.id));
    return { ...plan, left, right, output: plan.output.filter((a) => present.has(a.id)) };
  },
  rows({ type, equal }, [left, right]) {
    if (type === 'semi' || type === 'anti') return left!;
    return equal.length === 0 ? left! * right! : Math.max(left!, right!);
  },
  keepsState: ({ left, right }) => left.streaming && right.streaming,
  checkStreaming: checkStreamingJoin,
  checkCorrectness: checkJoinCorrectness,
  tasks: {
    // Rows at hand that nobody matched are known only when all parts are done.
    cutting({ type, build, right }) {
      if (keepsBuild(type, build === 'right') || right.streaming) return null;
      return build === 'right' ? { cut: [0], whole: [1] } : { cut: [1], whole: [0] };
    },
    holding: (plan, whole) => ({ ...plan, build: whole === 1 ? 'right' : 'left' }),
    isWork: () => true,
    // Every row meets all of the other side: measured, some 20 ns each.
    cost: ({ equal, build, left, right }, rowsOf) =>
      equal.length > 0 ? 0 : (rowsOf(build === 'right' ? right : left) || 0) / 8,
    reads: { 1: 'all' },
  },
  plan(plan, planner) {
    const [left, right] = [planner.node(plan.left), planner.node(plan.right)];
    if (!joinsStreams(plan)) return new JoinNode(plan, left, right);
    const operator = new StreamJoinOperator(plan);
    return new OperatorNode(joinLabel(plan), plan.output, [left, right], operator, planner.keep(plan, operator));
  },
  rowWise(plan, planner) {
    if (joinsStreams(plan)) return null;
    const buildRight = plan.build === 'right';
    if (keepsBuild(plan.type, buildRight)) return null;
    const [below, built] = buildRight ? [plan.left, plan.right] : [plan.right, plan.left];
    const spec = joinSpec(plan);
    const lookup = joinLookup(spec, buildRight);
    const passing = planner.rowWise(below);
    const child = new JoinedInput(joinLabel(plan), { spec, buildRight, lookup }, passing, planner.node(built));
    return { child, steps: [...passing.steps, { step: 'lookup', lookup, origin: plan.origin }] };
  },
});
