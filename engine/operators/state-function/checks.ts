import { isNode, planNodes, type PlanNode } from '../../plan/plan-node.ts';
import { restated, unsupported } from '../../plan/unsupported.ts';
import type { OutputMode } from '../batch-context.ts';
import type { StreamingChecks } from '../define-operator.ts';
import type { StateFunctionPlan } from './plan.ts';

/**
 * Refuses output modes and neighbours that a state function cannot have.
 *
 * Spark's `UnsupportedOperationChecker`.
 */
export function checkStateFunction(plan: StateFunctionPlan, checks: StreamingChecks): void {
  checkTogether(checks);
  if (plan.call === 'flatMapGroupsWithState') checkFlatMap(plan, checks);
  else checkMap(plan, checks);
  if (plan.timeout === 'eventTime' && !plan.child.output.some((a) => a.watermarkDelay !== undefined)) {
    throw unsupported(
      "Watermark must be specified in the query using '[Dataset/DataFrame].withWatermark()' for using event-time timeout in a [map|flatMap]GroupsWithState. Event-time timeout not supported without watermark.",
      'Call withWatermark(column, delay) before groupByKey(...), and keep that column.',
    );
  }
}

/** Several of them in one query. */
function checkTogether({ plan, mode }: StreamingChecks): void {
  const all = [...planNodes(plan)].filter((node) => isNode<StateFunctionPlan>(node, 'state_function'));
  const maps = all.filter(({ call }) => call === 'mapGroupsWithState');
  const flatMaps = all.filter(({ call }) => call === 'flatMapGroupsWithState');
  if (maps.length >= 2) {
    throw unsupported('Multiple mapGroupsWithStates are not supported on a streaming DataFrames/Datasets', ONE);
  }
  if (flatMaps.length >= 2 && (mode !== 'append' || flatMaps.some((node) => node.mode !== 'append'))) {
    throw unsupported(
      'Multiple flatMapGroupsWithStates are not supported when they are not all in append mode or the output mode is not append on a streaming DataFrames/Datasets',
      ONE,
    );
  }
  if (maps.length > 0 && flatMaps.length > 0) {
    throw unsupported(
      'Mixing mapGroupsWithStates and flatMapGroupsWithStates are not supported on a streaming DataFrames/Datasets',
      ONE,
    );
  }
}

const ONE = 'Keep what both remember in one state.';

function checkMap({ call, mode: own }: StateFunctionPlan, { mode, plan, restatesBelow }: StreamingChecks): void {
  if (call === 'mapGroupsWithState' && restatesBelow(plan)) throw withAggregation(call);
  if (mode !== own) throw inMode(call, own, mode);
}

function checkFlatMap({ call, mode: own, child }: StateFunctionPlan, checks: StreamingChecks): void {
  const { mode, plan, restatesBelow } = checks;
  if (!restatesBelow(plan)) {
    if (mode !== own) throw inMode(`${call} in ${own} mode`, own, mode);
    return;
  }
  if (own === 'update') throw withAggregation(`${call} in update mode`);
  if (restatesBelow(child)) {
    throw unsupported(
      `${call} in append mode is not supported after aggregation on a streaming DataFrame/Dataset`,
      'Put it below the aggregation.',
    );
  }
}

const inMode = (what: string, own: OutputMode, mode: OutputMode): Error =>
  unsupported(
    `${what} is not supported with ${mode[0]!.toUpperCase()}${mode.slice(1)} output mode on a streaming DataFrame/Dataset`,
    `Start the query with outputMode("${own}").`,
  );

const withAggregation = (what: string): Error =>
  unsupported(
    `${what} is not supported with aggregation on a streaming DataFrame/Dataset`,
    'Use flatMapGroupsWithState with { outputMode: "append" } below an aggregation.',
  );

/** @throws AnalysisError where rows below come again and again */
export function checkStateFunctionCorrectness({ child }: { readonly child: PlanNode }, checks: StreamingChecks): void {
  if (checks.mode !== 'append' && checks.restatesBelow(child)) throw restated();
}
