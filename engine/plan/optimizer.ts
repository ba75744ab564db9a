import { reference } from '../expressions/typed.ts';
import type { OperatorList } from '../operators/operator-list.ts';
import type { ProjectPlan } from '../operators/project/plan.ts';
import type { PlanNode } from './plan-node.ts';
import { chooseJoinSide } from './rules/choose-join-side.ts';
import { extractUserFunctions } from './rules/extract-user-functions.ts';
import { filterJoinInputs } from './rules/filter-join-inputs.ts';
import { foldConstants } from './rules/fold-constants.ts';
import { mergeProjections } from './rules/merge-projections.ts';
import { narrowOuterJoin } from './rules/narrow-outer-join.ts';
import { pruneColumns } from './rules/prune-columns.ts';
import { pushFilterBelowWatermark } from './rules/push-filter-below-watermark.ts';
import { pushFilterDown } from './rules/push-filter-down.ts';
import { pushFilterIntoSource } from './rules/push-filter-into-source.ts';
import { pushLimitDown } from './rules/push-limit-down.ts';
import { pushLimitIntoSource } from './rules/push-limit-into-source.ts';
import { replaceOperators } from './rules/replace-operators.ts';
import { splitDistinctAggregates } from './rules/split-distinct-aggregates.ts';
import type { Rule } from './rules/rule.ts';

/** What is tried again until nothing changes. */
export const RULES: readonly Rule[] = [
  replaceOperators,
  pushFilterBelowWatermark,
  foldConstants,
  narrowOuterJoin,
  filterJoinInputs,
  splitDistinctAggregates,
  pushFilterDown,
  mergeProjections,
  pushLimitDown,
  pushFilterIntoSource,
  pushLimitIntoSource,
  chooseJoinSide,
];

/** A plan that still changes then changes for ever: a rule is wrong. */
const MOST_ROUNDS = 100;

/** The same rows with less work; the columns and their order stay. */
export function optimize(plan: PlanNode, operators: OperatorList): PlanNode {
  const pruned = extractUserFunctions(pruneColumns(toFixedPoint(plan, operators), operators), operators);
  const same =
    pruned.output.length === plan.output.length && pruned.output.every((a, i) => a.id === plan.output[i]!.id);
  if (same) return pruned;
  const columns = plan.output.map((attribute) => ({ attribute, expression: reference(attribute) }));
  const { output, streaming } = plan;
  const selected: ProjectPlan = { node: 'project', child: pruned, columns, output, streaming };
  return selected;
}

function toFixedPoint(plan: PlanNode, operators: OperatorList): PlanNode {
  let at = plan;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const next = RULES.reduce((p, rule) => rule.apply(p, operators), at);
    if (next === at) return at;
    at = next;
  }
  return at;
}
