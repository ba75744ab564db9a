import type { JoinPlan } from '../../operators/join/plan.ts';
import { isNode } from '../plan-node.ts';
import { rowCount } from '../row-count.ts';
import { nodeRule } from './rule.ts';

/** How many times as many rows the right side must have for the left one to be held: counts are guesses, and rows come in the order of the side that passes. */
const CLEARLY_MORE = 4;
/** A side with fewer rows is held as it stands. */
const FEW_ROWS = 10_000;

/** Of the sides of a join the one with clearly fewer rows is held in memory, the right one where that is not known. */
export const chooseJoinSide = nodeRule('choose join side', (plan, operators) => {
  if (!isNode<JoinPlan>(plan, 'join') || plan.streaming || plan.type === 'semi' || plan.type === 'anti') return plan;
  const [left, right] = [rowCount(plan.left, operators), rowCount(plan.right, operators)];
  const build = right > FEW_ROWS && right >= CLEARLY_MORE * left ? 'left' : 'right';
  return build === plan.build ? plan : ({ ...plan, build } satisfies JoinPlan);
});
