import { expect, test } from 'vitest';
import { TIMESTAMP } from '../../../../engine/types/data-type.ts';
import { windowsAbove } from '../../../../engine/operators/watermark/windows-above.ts';
import type { WindowPlan } from '../../../../engine/operators/window/plan.ts';
import type { PlanNode } from '../../../../engine/plan/plan-node.ts';
import { reference } from '../../../../engine/expressions/typed.ts';
import { columnOf } from '../stage-runtime.ts';

const time = columnOf(TIMESTAMP);
const leaf: PlanNode = { node: 'leaf', output: [time], streaming: true };
const windowed = (child: PlanNode, size: bigint, slide: bigint): WindowPlan => ({
  ...leaf,
  node: 'window',
  child,
  time: reference(time),
  durations: { size, slide, start: 0n },
  window: columnOf(TIMESTAMP),
});

test('the windows of an example are those that its rows meet first', () => {
  const plan = windowed(windowed(leaf, 10n, 5n), 100n, 100n);
  expect(windowsAbove(plan, leaf)(12)).toEqual([
    [5, 15],
    [10, 20],
  ]);
});

test('without windows above there are none', () => {
  const plan = { ...leaf, node: 'both', left: windowed({ ...leaf }, 10n, 10n), right: leaf };
  expect(windowsAbove(plan, leaf)(12)).toEqual([]);
});
