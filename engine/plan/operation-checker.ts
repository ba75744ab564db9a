import { someExpression, type TypedExpression } from '../expressions/typed.ts';
import type { OutputMode } from '../operators/batch-context.ts';
import { AnalysisError } from '../types/errors.ts';
import { childPlans, planNodes, type PlanNode } from './plan-node.ts';

/**
 * Refuses what a streaming query cannot do in an output mode, for the reasons Spark gives.
 *
 * Structured Streaming Programming Guide, "Output Modes" and "Unsupported Operations".
 */
export function checkStreaming(plan: PlanNode, mode: OutputMode, checkCorrectness = true): void {
  const nodes = [...planNodes(plan)].filter((node) => node.streaming);
  const aggregates = nodes.filter((node) => node.node === 'aggregate');
  if (mode === 'complete' && aggregates.length === 0) throw unsupportedMode(mode, 'no streaming aggregations');
  if (mode === 'append' && aggregates.some((node) => !hasEventTimeKey(node))) {
    throw unsupportedMode(mode, 'streaming aggregations without watermark');
  }
  for (const node of nodes) checkNode(node, mode);
  if (checkCorrectness) checkChains(plan, mode);
}

/** Refuses what a batch cannot do. */
export function checkBatch(plan: PlanNode): void {
  for (const node of planNodes(plan)) {
    if (node.node === 'deduplicate' && node.withinWatermark)
      throw unsupported(
        'dropDuplicatesWithinWatermark is not supported with batch DataFrames/DataSets',
        'Use dropDuplicates(...): a batch is read to its end.',
      );
  }
}

function checkNode(node: PlanNode, mode: OutputMode): void {
  for (const e of expressionsOf(node)) checkExpression(e);
  switch (node.node) {
    case 'union':
      if (node.children.some((child) => !child.streaming)) {
        throw unsupported(
          'Union between streaming and batch DataFrames/Datasets is not supported',
          'Read both sides with readStream, or both with read.',
        );
      }
      return;
    case 'deduplicate':
      if (node.withinWatermark && !node.child.output.some((a) => a.watermarkDelay !== undefined)) {
        throw unsupported(
          'dropDuplicatesWithinWatermark is not supported on streaming DataFrames/DataSets without watermark',
          'Call withWatermark(column, delay) before it.',
        );
      }
      return;
    case 'sort':
      if (mode === 'complete' && subtreeAggregates(node.child)) return;
      throw unsupported(
        'Sorting is not supported on streaming DataFrames/Datasets, unless it is on aggregated DataFrame/Dataset in Complete output mode',
        'Use outputMode("complete") on an aggregation, or sort the result where it is shown.',
      );
    case 'limit':
      if (node.offset > 0)
        throw unsupported('Offset is not supported on streaming DataFrames/Datasets', 'Leave out offset(...).');
      if (mode === 'update') {
        throw unsupported(
          'Limits are not supported on streaming DataFrames/Datasets in Update output mode',
          'Use append or complete mode.',
        );
      }
      return;
    case 'join':
      return checkJoin(node);
    case 'aggregate':
      if (node.aggregates.some((a) => a.expression.distinct)) {
        throw unsupported(
          'Distinct aggregations are not supported on streaming DataFrames/Datasets. Consider using approx_count_distinct() instead.',
          'approx_count_distinct(column) keeps a small sketch instead of all values.',
        );
      }
      return;
  }
}

const JOIN_NAMES = {
  inner: 'Inner',
  cross: 'Cross',
  left: 'LeftOuter',
  right: 'RightOuter',
  full: 'FullOuter',
  semi: 'LeftSemi',
  anti: 'LeftAnti',
} as const;

function checkJoin(node: PlanNode & { node: 'join' }): void {
  const { type, left, right } = node;
  const name = JOIN_NAMES[type];
  if (left.streaming && right.streaming) {
    throw new AnalysisError({
      condition: 'UNSUPPORTED_FEATURE.STREAM_STREAM_JOIN',
      sqlState: '0A000',
      message: 'Joins of two streams are not available on the embedded engine.',
      hint: 'Join the stream with a batch DataFrame.',
    });
  }
  if (type === 'inner' || type === 'cross') return;
  if (type === 'full') {
    throw unsupported(
      'FullOuter joins with streaming DataFrames/Datasets are not supported',
      'Use an inner or a left join.',
    );
  }
  if (left.streaming && type === 'right') {
    throw unsupported(
      'RightOuter join with a streaming DataFrame/Dataset on the left and a static DataFrame/DataSet on the right not supported',
      'Use a left join with the stream on the left.',
    );
  }
  if (right.streaming && type !== 'right') {
    throw unsupported(
      `${name} join with a streaming DataFrame/Dataset on the right and a static DataFrame/Dataset on the left is not supported`,
      'Put the stream on the left.',
    );
  }
}

/** An aggregation that emits rows again and again must not feed another stateful operator. */
function checkChains(plan: PlanNode, mode: OutputMode): void {
  if (mode === 'append') return;
  for (const node of planNodes(plan)) {
    const stateful = node.node === 'aggregate' || (node.node === 'join' && node.left.streaming && node.right.streaming);
    if (!node.streaming || !stateful) continue;
    if (childPlans(node).some(subtreeAggregates)) {
      throw unsupported(
        'Detected pattern of possible \'correctness\' issue due to global watermark. The query contains stateful operation which can emit rows older than the current watermark plus allowed late record delay, which are "late rows" in downstream stateful operations and these rows can be discarded.',
        'Use append mode for an aggregation that feeds another one.',
      );
    }
  }
}

const subtreeAggregates = (plan: PlanNode): boolean =>
  [...planNodes(plan)].some((node) => node.node === 'aggregate' && node.streaming);

const hasEventTimeKey = (node: PlanNode): boolean =>
  node.node === 'aggregate' && node.keys.some((key) => key.watermarkDelay !== undefined);

function expressionsOf(node: PlanNode): TypedExpression[] {
  switch (node.node) {
    case 'project':
      return node.columns.map((c) => c.expression);
    case 'filter':
      return [node.condition];
    default:
      return [];
  }
}

function checkExpression(e: TypedExpression): void {
  if (someExpression(e, (part) => part.node === 'call' && part.name === 'monotonically_increasing_id')) {
    throw unsupported(
      'Expression(s): monotonically_increasing_id() is not supported with streaming DataFrames/Datasets',
      "Use a column of the source that numbers the rows, such as Kafka's offset.",
    );
  }
}

const unsupportedMode = (mode: OutputMode, operation: string): AnalysisError =>
  new AnalysisError({
    condition: 'STREAMING_OUTPUT_MODE.UNSUPPORTED_OPERATION',
    sqlState: '42KDE',
    message: `Invalid streaming output mode: ${mode}. This output mode is not supported for ${operation} on streaming DataFrames/DataSets.`,
    hint:
      mode === 'append'
        ? 'Add withWatermark(column, delay) and group by a window over that column, or use outputMode("update").'
        : 'Use outputMode("append") or outputMode("update").',
  });

const unsupported = (message: string, hint: string): AnalysisError =>
  new AnalysisError({ condition: '_LEGACY_ERROR_TEMP_3102', message, hint });

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
