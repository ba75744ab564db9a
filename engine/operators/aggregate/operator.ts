import { prettySql } from '../../expressions/pretty-sql.ts';
import { restated, unsupportedMode } from '../../plan/unsupported.ts';
import { defineOperator, type OperatorDefinition } from '../define-operator.ts';
import { OperatorNode } from '../operator-node.ts';
import { columnNames, type PhysicalNode } from '../physical-node.ts';
import type { PhysicalPlanner } from '../physical-planner.ts';
import type { StartSpilling } from '../spill/spilling.ts';
import { GroupSpill } from './group-spill.ts';
import { AggregateOperator } from './aggregate.ts';
import { planAggregate } from './analysis.ts';
import { checkDistinct, mapAggregates, pruneAggregates } from './grouped.ts';
import { planPivot } from './pivot.ts';
import type { AggregateColumn, AggregatePlan } from './plan.ts';

/** Folds the rows of each group into one. */
export const aggregate: OperatorDefinition = defineOperator<AggregatePlan>({
  node: 'aggregate',
  relations: {
    async aggregate(relation, { analyze, context }) {
      const child = await analyze(relation.input);
      return relation.group === 'pivot' ? planPivot(relation, child, context) : planAggregate(relation, child, context);
    },
  },
  label: ({ keys, aggregates }) =>
    `Aggregate [${columnNames(keys)}], [${aggregates.map((a) => prettySql(a.expression)).join(', ')}]`,
  mapExpressions: mapAggregates,
  prune: pruneAggregates,
  rows: ({ keys }, [rows]) => (keys.length === 0 ? 1 : rows!),
  restates: true,
  keepsState: () => true,
  checkOutputMode({ keys }, mode) {
    if (mode === 'append' && !keys.some((key) => key.watermarkDelay !== undefined)) {
      throw unsupportedMode(mode, 'streaming aggregations without watermark');
    }
  },
  checkStreaming: checkDistinct,
  checkCorrectness({ child }, { mode, restatesBelow }) {
    // An aggregation that emits rows again and again must not feed another stateful operator.
    if (mode === 'append' || !restatesBelow(child)) return;
    throw restated();
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
