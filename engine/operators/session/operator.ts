import { prettySql } from '../../expressions/pretty-sql.ts';
import { unsupportedMode } from '../../plan/unsupported.ts';
import { checkDistinct, mapAggregates, pruneAggregates } from '../aggregate/grouped.ts';
import { defineOperator, type OperatorDefinition } from '../define-operator.ts';
import { OperatorNode } from '../operator-node.ts';
import { columnNames } from '../physical-node.ts';
import type { StartSpilling } from '../spill/spilling.ts';
import { BatchSessions } from './batch-sessions.ts';
import type { SessionPlan } from './plan.ts';
import { SessionSpill } from './session-spill.ts';
import { StreamSessions } from './stream-sessions.ts';

/** Groups rows into sessions; `session_window(...)` among the keys of an aggregation becomes one (`aggregate/analysis.ts`). */
export const session: OperatorDefinition = defineOperator<SessionPlan>({
  node: 'session',
  label: ({ keys, aggregates }) =>
    `Aggregate [${columnNames(keys)}], [${aggregates.map((a) => prettySql(a.expression)).join(', ')}] by sessions`,
  mapExpressions: mapAggregates,
  prune: pruneAggregates,
  restates: true,
  keepsState: () => true,
  checkOutputMode({ session: { watermarkDelay } }, mode) {
    if (mode === 'update') throw unsupportedMode(mode, 'session window streaming aggregations');
    if (mode === 'append' && watermarkDelay === undefined) {
      throw unsupportedMode(mode, 'streaming aggregations without watermark');
    }
  },
  checkStreaming: checkDistinct,
  plan(plan, planner) {
    const child = planner.node(plan.child);
    const label = `Sessions (keys=[${columnNames(plan.keys)}], results=[${columnNames(plan.aggregates.map((a) => a.attribute))}])`;
    if (plan.streaming) {
      const stream = new StreamSessions(child.output, plan, planner.complete);
      return new OperatorNode(label, plan.output, [child], stream, planner.keep(plan, stream));
    }
    const batch = new BatchSessions(child.output, plan);
    const spilling: StartSpilling = (memory, context) => new SessionSpill(batch, memory, context, plan.origin);
    return new OperatorNode(label, plan.output, [child], batch, null, spilling);
  },
});
