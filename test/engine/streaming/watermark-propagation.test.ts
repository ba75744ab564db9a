import { expect, test } from 'vitest';
import { LimitOperator } from '../../../engine/operators/limit/limit.ts';
import type { WatermarkFlow } from '../../../engine/operators/physical-node.ts';
import { propagate, WatermarkPropagator } from '../../../engine/streaming/watermark-propagation.ts';

/** An operator whose rows may be so much older than the watermark of what goes in, as those of a join over a range of time. */
class Holding extends LimitOperator {
  private readonly by: number;

  constructor(by: number) {
    super(1, 0, true);
    this.by = by;
  }

  override outputWatermark(inputMicros: number): number {
    return inputMicros - this.by;
  }
}

const source: WatermarkFlow = { kind: 'source', inputs: [] };
const nothing: WatermarkFlow = { kind: 'passing', inputs: [] };
const over = (operator: Holding, ...inputs: WatermarkFlow[]): WatermarkFlow => ({ kind: 'operator', operator, inputs });
const passing = (...inputs: WatermarkFlow[]): WatermarkFlow => ({ kind: 'passing', inputs });
const [lower, upper] = [new Holding(5), new Holding(0)];

const CASES: Readonly<Record<string, { flow: WatermarkFlow; lower: number; upper: number }>> = {
  'what one operator holds back, it holds back from the next': {
    flow: over(upper, passing(over(lower, source))),
    lower: 100,
    upper: 95,
  },
  'of several inputs the smallest counts': {
    flow: over(upper, passing(over(lower, source), source)),
    lower: 100,
    upper: 95,
  },
  'an input without event time holds nothing back': {
    flow: over(upper, passing(over(lower, nothing), source)),
    lower: -Infinity,
    upper: 100,
  },
  'a watermark that is taken again is the one of the query': {
    flow: over(upper, { kind: 'source', inputs: [over(lower, source)] }),
    lower: 100,
    upper: 100,
  },
};

test.each(Object.entries(CASES))('%s', (_, { flow, ...expected }) => {
  const reached = propagate(flow, 100);
  expect({ lower: reached.get(lower), upper: reached.get(upper) }).toEqual(expected);
});

test('with allowMultiple off every operator has the watermark of the query', () => {
  const plan = {
    stateful: [lower, upper],
    watermarks: [{ column: 'ts', delayMicros: 0n, windowsOf: () => [] }],
    watermarkFlow: over(upper, over(lower, source)),
  };
  const at = (multiple: boolean): number[] => [...new WatermarkPropagator(plan, multiple).at(7).values()];
  expect([at(true), at(false)]).toEqual([
    [7000, 6995],
    [7000, 7000],
  ]);
});
