import type { WatermarkFlow } from '../operators/physical-node.ts';
import type { StatefulOperator } from '../operators/stateful-operator.ts';

/** The watermark that reaches each operator, microseconds; -Infinity where there is no event time below. */
export type OperatorWatermarks = ReadonlyMap<StatefulOperator, number>;

/**
 * Carries the query's watermark up a plan: it begins at the watermark nodes, the smallest of several inputs goes on, and
 * what an operator holds back, holds back the watermark of those above it.
 *
 * Spark's `WatermarkPropagator`, `spark.sql.streaming.statefulOperator.allowMultiple`.
 */
export function propagate(flow: WatermarkFlow, watermarkMicros: number): OperatorWatermarks {
  const reached = new Map<StatefulOperator, number>();
  const outOf = (at: WatermarkFlow): number | null => {
    const inputs = at.inputs.map(outOf).filter((input) => input !== null);
    if (at.kind === 'source') return watermarkMicros;
    const input = inputs.length === 0 ? null : Math.min(...inputs);
    if (at.kind === 'passing') return input;
    reached.set(at.operator, input ?? -Infinity);
    return input === null ? null : at.operator.outputWatermark(input);
  };
  outOf(flow);
  return reached;
}

/** The query's watermark at every operator alike. */
export const everywhere = (operators: readonly StatefulOperator[], watermarkMicros: number): OperatorWatermarks =>
  new Map(operators.map((operator) => [operator, watermarkMicros]));
