import { planNodes } from '../../plan/plan-node.ts';
import { restated, unsupported } from '../../plan/unsupported.ts';
import type { OutputMode } from '../batch-context.ts';
import type { StreamingChecks } from '../define-operator.ts';
import type { StateFunctionPlan } from './plan.ts';

const named = (mode: OutputMode): string => `${mode[0]!.toUpperCase()}${mode.slice(1)}`;

/**
 * Refuses output modes that a state function cannot have.
 *
 * Spark's `UnsupportedOperationChecker`.
 */
export function checkStateFunction(plan: StateFunctionPlan, { mode }: StreamingChecks): void {
  const { call, mode: own, timeout, child } = plan;
  const of = call === 'flatMapGroupsWithState' ? `${call} in ${own} mode` : call;
  if (mode !== 'complete' && mode !== own) {
    throw unsupported(
      `${of} is not supported with ${named(mode)} output mode on a streaming DataFrame/Dataset`,
      `Start the query with outputMode("${own}").`,
    );
  }
  if (mode === 'complete' && own === 'update') {
    throw unsupported(
      `${of} is not supported with aggregation on a streaming DataFrame/Dataset`,
      'Use flatMapGroupsWithState with { outputMode: "append" } below an aggregation.',
    );
  }
  const isMarked = [...planNodes(child)].some(({ output }) => output.some((a) => a.watermarkDelay !== undefined));
  if (timeout === 'eventTime' && !isMarked) {
    throw unsupported(
      "Watermark must be specified in the query using '[Dataset/DataFrame].withWatermark()' for using event-time timeout in a [map|flatMap]GroupsWithState. Event-time timeout not supported without watermark.",
      'Call withWatermark(column, delay) before groupByKey(...).',
    );
  }
}

/** @throws AnalysisError where rows below come again and again */
export function checkStateFunctionCorrectness({ child }: StateFunctionPlan, checks: StreamingChecks): void {
  if (checks.mode !== 'append' && checks.restatesBelow(child)) throw restated();
}
