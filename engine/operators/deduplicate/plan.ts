import type { Attribute } from '../../expressions/typed.ts';
import type { UnaryPlan } from '../../plan/plan-node.ts';

/** The first row of each key. */
export interface DeduplicatePlan extends UnaryPlan {
  readonly node: 'deduplicate';
  readonly keys: readonly Attribute[];
  readonly withinWatermark: boolean;
}
