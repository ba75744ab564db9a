import { prettySql } from '../../expressions/pretty-sql.ts';
import { referencedColumns } from '../../expressions/typed.ts';
import { unsupported, unsupportedMode } from '../../plan/unsupported.ts';
import { defineOperator, idsOf, type OperatorDefinition } from '../define-operator.ts';
import { OperatorNode } from '../operator-node.ts';
import { columnNames, type PhysicalNode } from '../physical-node.ts';
import type { PhysicalPlanner } from '../physical-planner.ts';
import type { StartSpilling } from '../spill/spilling.ts';
import { GroupSpill } from './group-spill.ts';
import { AggregateOperator } from './aggregate.ts';
import { planAggregate } from './analysis.ts';
import type { AggregateColumn, AggregatePlan } from './plan.ts';

/** Folds the rows of each group into one. */
export const aggregate: OperatorDefinition = defineOperator<AggregatePlan>({
  node: 'aggregate',
  relations: {
    async aggregate(relation, { analyze, context }) {
      return planAggregate(relation, await analyze(relation.input), context);
    },
  },
  label: ({ keys, aggregates }) =>
    `Aggregate [${columnNames(keys)}], [${aggregates.map((a) => prettySql(a.expression)).join(', ')}]`,
  mapExpressions: (plan, f) => ({
    ...plan,
    aggregates: plan.aggregates.map((a) => ({ ...a, expression: f(a.expression) })),
  }),
  prune(plan, wanted, prune) {
    // The state of a stream holds every aggregate that was asked for.
    const aggregates = plan.streaming ? plan.aggregates : plan.aggregates.filter((a) => wanted.has(a.attribute.id));
    const keys = plan.keys.map((k) => k.id);
    const kept = idsOf(
      keys,
      aggregates.map((a) => a.attribute.id),
    );
    const used = idsOf(keys, ...aggregates.map((a) => referencedColumns(a.expression)));
    const output = plan.output.filter((a) => kept.has(a.id));
    return { ...plan, aggregates, output, child: prune(plan.child, used) };
  },
  rows: ({ keys }, [rows]) => (keys.length === 0 ? 1 : rows!),
  restates: true,
  checkOutputMode({ keys }, mode) {
    if (mode === 'append' && !keys.some((key) => key.watermarkDelay !== undefined)) {
      throw unsupportedMode(mode, 'streaming aggregations without watermark');
    }
  },
  checkStreaming({ aggregates }) {
    if (!aggregates.some((a) => a.expression.distinct)) return;
    throw unsupported(
      'Distinct aggregations are not supported on streaming DataFrames/Datasets. Consider using approx_count_distinct() instead.',
      'approx_count_distinct(column) keeps a small sketch instead of all values.',
    );
  },
  checkCorrectness({ child }, { mode, restatesBelow }) {
    // An aggregation that emits rows again and again must not feed another stateful operator.
    if (mode === 'append' || !restatesBelow(child)) return;
    throw unsupported(
      'Detected pattern of possible \'correctness\' issue due to global watermark. The query contains stateful operation which can emit rows older than the current watermark plus allowed late record delay, which are "late rows" in downstream stateful operations and these rows can be discarded.',
      'Use append mode for an aggregation that feeds another one.',
    );
  },
  tasks: {
    merging: ({ keys, aggregates }) => ({
      as: 'states',
      keys,
      anyOrder: aggregates.every(({ expression }) => expression.code.anyOrder === true),
      moves: !aggregates.some(holdsLists),
    }),
    reads: { 0: 'all' },
    foldsSteps: true,
  },
  plan: aggregateNode,
});

/** Whether a group holds lists, which are copied item by item on their way to another thread. */
const holdsLists = ({ expression }: AggregateColumn): boolean =>
  expression.code.buffer.some((slot) => ['array', 'map'].includes(slot.type.kind));

function aggregateNode(plan: AggregatePlan, planner: PhysicalPlanner): PhysicalNode {
  const { keys, aggregates, streaming, origin } = plan;
  const { child, steps } = planner.rowWise(plan.child);
  const operator = new AggregateOperator(child.output, steps, keys, aggregates, streaming, origin, planner.complete);
  const stateful = streaming ? planner.keep(plan, operator) : null;
  const label = `Aggregate (keys=[${columnNames(keys)}], results=[${columnNames(aggregates.map((a) => a.attribute))}])`;
  const spilling: StartSpilling = (memory, context) => new GroupSpill(operator, memory, context);
  return new OperatorNode(label, plan.output, [child], operator, stateful, spilling);
}
