import { AttributeScope, bindExpression, type ExpressionContext } from '../../expressions/bind.ts';
import type { Attribute } from '../../expressions/typed.ts';
import { sqlName } from '../../types/data-type.ts';
import { AnalysisError, ArgumentError } from '../../types/errors.ts';
import { parseDelay } from './delay.ts';
import type { PlanNode } from '../../plan/plan-node.ts';
import type { WatermarkPlan } from './plan.ts';

/** `withWatermark`: marks a timestamp column as event time. Over a batch it does nothing. */
export function planWatermark(child: PlanNode, name: string, delay: string, context: ExpressionContext): PlanNode {
  const delayMicros = parseDelay(delay);
  if (delayMicros < 0n) {
    throw new ArgumentError({
      condition: 'java.lang.IllegalArgumentException',
      message: `requirement failed: delay threshold (${delay}) should not be negative.`,
      hint: 'Give the time that an event may be late: withWatermark("ts", "10 seconds").',
    });
  }
  const bound = bindExpression({ kind: 'attribute', name }, new AttributeScope(child.output), context);
  const marked = child.output.find((a) => bound.node === 'column' && a.id === bound.id);
  if (marked === undefined || marked.type.kind !== 'timestamp') throw notATimestamp(name, sqlName(bound.type));
  if (!child.streaming) return child;
  const column: Attribute = { ...marked, watermarkDelay: delayMicros };
  const output = child.output.map((a) => (a.id === column.id ? column : a));
  const watched: WatermarkPlan = { node: 'watermark', child, column, delayMicros, output, streaming: true };
  return watched;
}

const notATimestamp = (name: string, type: string): AnalysisError =>
  new AnalysisError({
    condition: 'EVENT_TIME_IS_NOT_ON_TIMESTAMP_TYPE',
    sqlState: '42K09',
    message: `The event time \`${name}\` has the invalid type "${type}", but expected "TIMESTAMP".`,
    hint: `Make it one before: withColumn("${name}", to_timestamp(col("${name}"))).`,
  });
