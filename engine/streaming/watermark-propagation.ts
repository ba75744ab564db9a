import type { PhysicalPlan, WatermarkFlow } from '../operators/physical-node.ts';
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

/** The watermarks of the operators of a query. */
export class WatermarkPropagator {
  /** Whether each operator has a watermark of its own, and lateness is judged by the batch before. */
  readonly multiple: boolean;
  private readonly plan: Pick<PhysicalPlan, 'stateful' | 'watermarks' | 'watermarkFlow'>;

  constructor(plan: Pick<PhysicalPlan, 'stateful' | 'watermarks' | 'watermarkFlow'>, multiple: boolean) {
    this.plan = plan;
    this.multiple = multiple;
  }

  /** Where each operator is when the query's watermark is this, milliseconds. */
  at(watermarkMs: number): OperatorWatermarks {
    const { stateful, watermarks, watermarkFlow } = this.plan;
    const micros = watermarks.length > 0 ? watermarkMs * 1000 : -Infinity;
    if (this.multiple) return propagate(watermarkFlow, micros);
    return new Map(stateful.map((operator) => [operator, micros]));
  }

  /** Whether some operator has something to do without rows when the query's watermark moves so far at this time, milliseconds. */
  wantsBatch(fromMs: number, toMs: number, nowMs: number): boolean {
    const [from, to] = [this.at(fromMs), this.at(toMs)];
    const nowMicros = nowMs * 1000;
    return this.plan.stateful.some((o) => o.wantsBatch({ from: from.get(o)!, to: to.get(o)!, nowMicros }));
  }
}
