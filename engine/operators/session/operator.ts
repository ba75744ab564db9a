import { prettySql } from '../../expressions/pretty-sql.ts';
import { unsupportedMode } from '../../plan/unsupported.ts';
import { checkDistinct, mapAggregates, pruneAggregates } from '../aggregate/grouped.ts';
import { defineOperator, type OperatorDefinition } from '../define-operator.ts';
import { OperatorNode } from '../operator-node.ts';
import { columnNames } from '../physical-node.ts';
import type { SessionPlan } from './plan.ts';
import { SessionOperator } from './session.ts';

/** Groups rows into sessions; `session_window(...)` among the keys of an aggregation becomes one (`aggregate/analysis.ts`). */
export const session: OperatorDefinition = defineOperator<SessionPlan>({
  node: 'session',
  label: ({ keys, aggregates }) =>
    `Aggregate [${columnNames(keys)}], [${aggregates.map((a) => prettySql(a.expression)).join(', ')}] by sessions`,
  mapExpressions: mapAggregates,
  prune: pruneAggregates,
  restates: true,
  checkOutputMode({ session: { watermarkDelay } }, mode) {
    if (mode === 'update') throw unsupportedMode(mode, 'session window streaming aggregations');
    if (mode === 'append' && watermarkDelay === undefined) {
      throw unsupportedMode(mode, 'streaming aggregations without watermark');
    }
  },
  checkStreaming: checkDistinct,
  plan(plan, planner) {
    const child = planner.node(plan.child);
    const operator = new SessionOperator(child.output, plan, planner.complete, plan.origin);
    const stateful = plan.streaming ? planner.keep(plan, operator) : null;
    const label = `Sessions (keys=[${columnNames(plan.keys)}], results=[${columnNames(plan.aggregates.map((a) => a.attribute))}])`;
    return new OperatorNode(label, plan.output, [child], operator, stateful);
  },
});
