import { someExpression, type TypedExpression } from '../expressions/typed.ts';
import type { OutputMode } from '../operators/batch-context.ts';
import type { OperatorList } from '../operators/operator-list.ts';
import { AnalysisError } from '../types/errors.ts';
import { expressionsOf } from './map-expressions.ts';
import { planNodes, type PlanNode } from './plan-node.ts';
import { restated, unsupported, unsupportedMode } from './unsupported.ts';

/**
 * Refuses what a streaming query cannot do in an output mode, for the reasons Spark gives: each operator knows its own.
 *
 * Structured Streaming Programming Guide, "Output Modes" and "Unsupported Operations".
 */
export function checkStreaming(
  plan: PlanNode,
  mode: OutputMode,
  operators: OperatorList,
  checksCorrectness = true,
): void {
  const restates = (node: PlanNode): boolean => node.streaming && operators.of(node).restates === true;
  const checks = { mode, plan, restatesBelow: (node: PlanNode) => [...planNodes(node)].some(restates) };
  const nodes = [...planNodes(plan)].filter((node) => node.streaming);
  if (mode === 'complete' && !nodes.some(restates)) throw unsupportedMode(mode, 'no streaming aggregations');
  for (const node of nodes) operators.of(node).checkOutputMode?.(node, mode);
  for (const node of nodes) {
    for (const e of expressionsOf(node, operators)) checkExpression(e);
    operators.of(node).checkStreaming?.(node, checks);
  }
  if (!checksCorrectness) return;
  for (const node of nodes) operators.of(node).checkCorrectness?.(node, checks);
  const late = nodes.filter((node) => operators.of(node).givesLateRows?.(node) === true);
  const above = nodes.filter((node) => operators.of(node).keepsState?.(node) === true);
  for (const node of above)
    if (late.some((below) => below !== node && [...planNodes(node)].includes(below))) throw restated();
}

/** Refuses what a batch cannot do. */
export function checkBatch(plan: PlanNode, operators: OperatorList): void {
  for (const node of planNodes(plan)) operators.of(node).checkBatch?.(node, plan);
}

function checkExpression(e: TypedExpression): void {
  if (someExpression(e, (part) => part.node === 'call' && part.name === 'monotonically_increasing_id')) {
    throw unsupported(
      'Expression(s): monotonically_increasing_id() is not supported with streaming DataFrames/Datasets',
      "Use a column of the source that numbers the rows, such as Kafka's offset.",
    );
  }
}

/** A batch action on a stream. */
export const streamingInBatch = (): AnalysisError =>
  unsupported(
    'Queries with streaming sources must be executed with writeStream.start()',
    'Show it live with display(df), start it with df.writeStream...start(), or read the source with session.read.',
  );

/** Starting what never ends on what has ended. */
export const batchInStreaming = (): AnalysisError =>
  new AnalysisError({
    condition: 'WRITE_STREAM_NOT_ALLOWED',
    sqlState: '42601',
    message: '`writeStream` can be called only on streaming Dataset/DataFrame.',
    hint: 'Read the source with session.readStream.',
  });
