import type { Attribute } from '../../expressions/typed.ts';
import { conjuncts } from '../../plan/conjuncts.ts';
import type { JoinPlan } from '../join/plan.ts';
import { stateWatermark } from './state-watermark.ts';

/** Until when the rows of each side are forgotten, microseconds; -Infinity where they stay. */
export interface StateWatermarks {
  readonly left: number;
  readonly right: number;
}

/** Of the equal columns the pair of which one carries event time, if there is one. */
export const watermarkedKey = ({ equal }: Pick<JoinPlan, 'equal'>): JoinPlan['equal'][number] | undefined =>
  equal.find((e) => e.left.watermarkDelay !== undefined) ?? equal.find((e) => e.right.watermarkDelay !== undefined);

/** The columns whose times decide when rows are forgotten: those of the key, or else each side's event time. */
export function keyTimes(plan: Pick<JoinPlan, 'equal' | 'left' | 'right'>): Record<'left' | 'right', Attribute | null> {
  const key = watermarkedKey(plan);
  if (key !== undefined) return key;
  const timeOf = (side: readonly Attribute[]): Attribute | null =>
    side.find((a) => a.watermarkDelay !== undefined) ?? null;
  return { left: timeOf(plan.left.output), right: timeOf(plan.right.output) };
}

/**
 * A row with an equal time comes no more once the watermark is past it; with a condition over both event times, none that
 * matches.
 *
 * Spark's `StreamingSymmetricHashJoinHelper.getStateWatermarkPredicates`.
 */
export function stateWatermarks(plan: JoinPlan, watermarkMicros: number): StateWatermarks {
  if (watermarkMicros === -Infinity) return { left: -Infinity, right: -Infinity };
  if (watermarkedKey(plan) !== undefined) return { left: watermarkMicros, right: watermarkMicros };
  const [left, right] = [plan.left.output, plan.right.output];
  const conditions = plan.condition === null ? [] : conjuncts(plan.condition);
  const until = (own: readonly Attribute[], other: readonly Attribute[]): number =>
    own.some((a) => a.watermarkDelay !== undefined)
      ? (stateWatermark(own, other, conditions, watermarkMicros) ?? -Infinity)
      : -Infinity;
  return { left: until(left, right), right: until(right, left) };
}

/**
 * Whether the rows of an outer or a semi join that nothing matches can be known to be that some day.
 *
 * Spark's `UnsupportedOperationChecker.checkForStreamStreamJoinWatermark`.
 */
export function hasStateWatermark(plan: JoinPlan): boolean {
  if (watermarkedKey(plan) !== undefined) return true;
  const [left, right] = [plan.left.output, plan.right.output];
  const conditions = plan.condition === null ? [] : conjuncts(plan.condition);
  const [ofLeft, ofRight] = [
    stateWatermark(left, right, conditions, 1e9),
    stateWatermark(right, left, conditions, 1e9),
  ];
  if (plan.type === 'full') return ofLeft !== null || ofRight !== null;
  return (plan.type === 'right' ? ofRight : ofLeft) !== null;
}
