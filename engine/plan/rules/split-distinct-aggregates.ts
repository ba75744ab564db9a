import { freshColumnId, reference, type AggregateExpression, type Attribute } from '../../expressions/typed.ts';
import type { AggregatePlan } from '../../operators/aggregate/plan.ts';
import type { DeduplicatePlan } from '../../operators/deduplicate/plan.ts';
import type { ProjectPlan } from '../../operators/project/plan.ts';
import { isNode } from '../plan-node.ts';
import { fingerprint } from '../typed-calls.ts';
import { nodeRule } from './rule.ts';

/**
 * Of a batch, aggregates that all look at the same distinct values become two steps: one row a group and value first, and
 * then the aggregates without DISTINCT. Tables of groups do the first step much faster than a set in each group does.
 */
export const splitDistinctAggregates = nodeRule('split distinct aggregates', (plan) => {
  if (!isNode<AggregatePlan>(plan, 'aggregate') || plan.streaming || plan.aggregates.length === 0) return plan;
  const [first] = plan.aggregates;
  const values = first!.expression.args;
  const same = values.map(fingerprint).join();
  const splits = ({ distinct, filter, args, plainCode }: AggregateExpression): boolean =>
    distinct && filter === null && plainCode !== undefined && args.map(fingerprint).join() === same;
  if (values.length === 0 || !plan.aggregates.every((a) => splits(a.expression))) return plan;
  const made = values.map((expression, i) => ({
    attribute: { id: freshColumnId(), name: `value${i}`, type: expression.type, nullable: expression.nullable },
    expression,
  }));
  const columns = [...plan.keys.map((attribute) => ({ attribute, expression: reference(attribute) })), ...made];
  const output: Attribute[] = columns.map((c) => c.attribute);
  const origin = plan.origin === undefined ? {} : { origin: plan.origin };
  const rows: ProjectPlan = { node: 'project', child: plan.child, columns, output, streaming: false, ...origin };
  const distinct: DeduplicatePlan = {
    node: 'deduplicate', child: rows, keys: output, withinWatermark: false, output, streaming: false, ...origin,
  }; // prettier-ignore
  const args = made.map((c) => reference(c.attribute));
  const split: AggregatePlan = {
    ...plan,
    child: distinct,
    aggregates: plan.aggregates.map(({ attribute, expression }) => ({
      attribute,
      expression: { ...expression, args, distinct: false, code: expression.plainCode! },
    })),
  };
  return split;
});
