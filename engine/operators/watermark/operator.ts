import { freshColumnId } from '../../expressions/typed.ts';
import { INTEGER } from '../../types/data-type.ts';
import { defineOperator, idsOf, prunedThrough, type OperatorDefinition } from '../define-operator.ts';
import { planWatermark } from './analysis.ts';
import type { WatermarkPlan } from './plan.ts';
import { windowsAbove } from './windows-above.ts';

/** Watches event times: the query's watermark is made of what it sees. */
export const watermark: OperatorDefinition = defineOperator<WatermarkPlan>({
  node: 'watermark',
  relations: {
    async with_watermark({ input, column, delay }, { analyze, context }) {
      return planWatermark(await analyze(input), column, delay, context);
    },
  },
  label: ({ column, delayMicros }) => `EventTimeWatermark ${column.name}, ${delayMicros / 1000n} ms`,
  prune: (plan, wanted, prune) => prunedThrough(plan, idsOf(wanted, [plan.column.id]), prune),
  startsWatermark: true,
  tasks: { watches: true },
  step(plan, planner) {
    const { column, delayMicros } = plan;
    const slot = planner.watermarkSlot({
      column: column.name,
      delayMicros,
      windowsOf: windowsAbove(planner.plan, plan),
    });
    const example = { id: freshColumnId(), name: 'example', type: INTEGER, nullable: false };
    return { step: 'watermark', column, slot, example };
  },
});
