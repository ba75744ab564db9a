import type { Attribute } from '../../expressions/typed.ts';
import type { UnaryPlan } from '../../plan/plan-node.ts';

/** Watches a column's event times. */
export interface WatermarkPlan extends UnaryPlan {
  readonly node: 'watermark';
  readonly column: Attribute;
  readonly delayMicros: bigint;
}
