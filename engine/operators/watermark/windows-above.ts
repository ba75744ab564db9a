import type { TimeWindowDurations } from '../../expressions/time-window.ts';
import { childPlans, isNode, type PlanNode } from '../../plan/plan-node.ts';
import type { WindowsOf } from '../physical-node.ts';
import type { WindowPlan } from '../window/plan.ts';

/** The windows into which the rows of a watermark go next, on their way up through a plan. */
export function windowsAbove(plan: PlanNode, watermark: PlanNode): WindowsOf {
  const durations = nearest(plan, watermark, null) ?? null;
  return durations === null ? () => [] : windowsOf(durations);
}

/** The lowest windows between the top of a plan and a node; undefined when the node is not in the plan. */
function nearest(
  plan: PlanNode,
  node: PlanNode,
  above: TimeWindowDurations | null,
): TimeWindowDurations | null | undefined {
  if (plan === node) return above;
  const lowest = isNode<WindowPlan>(plan, 'window') ? plan.durations : above;
  for (const child of childPlans(plan)) {
    const found = nearest(child, node, lowest);
    if (found !== undefined) return found;
  }
  return undefined;
}

function windowsOf({ size, slide, start }: TimeWindowDurations): WindowsOf {
  const [width, step, from] = [Number(size), Number(slide), Number(start)];
  return (micros) => {
    const last = Math.floor((micros - from) / step) * step + from;
    const windows: [number, number][] = [];
    for (let at = last; at + width > micros; at -= step) windows.unshift([at, at + width]);
    return windows;
  };
}
