import { restated, unsupported } from '../../plan/unsupported.ts';
import type { OutputMode } from '../batch-context.ts';
import type { StreamingChecks } from '../define-operator.ts';
import { hasStateWatermark } from '../stream-join/state-watermarks.ts';
import { joinsStreams, type JoinPlan } from './plan.ts';

const NAMES = {
  inner: 'Inner',
  cross: 'Cross',
  left: 'LeftOuter',
  right: 'RightOuter',
  full: 'FullOuter',
  semi: 'LeftSemi',
  anti: 'LeftAnti',
} as const;

/**
 * Refuses joins of a stream whose rows could not be given without its end.
 *
 * Structured Streaming Programming Guide, "Support matrix for joins in streaming queries".
 */
export function checkStreamingJoin(plan: JoinPlan, { mode }: StreamingChecks): void {
  const { type, left, right } = plan;
  const name = NAMES[type];
  if (joinsStreams(plan)) return checkStreams(plan, mode);
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

function checkStreams(plan: JoinPlan, mode: OutputMode): void {
  const { type } = plan;
  const name = NAMES[type];
  if (type === 'anti') {
    throw unsupported(
      'LeftAnti joins with a streaming DataFrame/Dataset on the right are not supported',
      'Use a left join and keep the rows whose right side is NULL.',
    );
  }
  const isOuter = type === 'left' || type === 'right' || type === 'full';
  if (mode === 'complete' || (mode === 'update' && isOuter)) {
    const others = isOuter ? 'only in Append output mode' : 'only in Append and Update output modes';
    const shown = mode === 'complete' ? 'Complete' : 'Update';
    throw unsupported(
      `${name} join between two streaming DataFrames/Datasets is not supported in ${shown} output mode, ${others}`,
      'Use outputMode("append").',
    );
  }
  if ((isOuter || type === 'semi') && !hasStateWatermark(plan)) {
    throw unsupported(
      `Stream-stream ${name} join between two streaming DataFrame/Datasets is not supported without a watermark in the join keys, or a watermark on the nullable side and an appropriate range condition`,
      'Rows that nothing matches come out once no match can come any more: put withWatermark on both streams and compare their times, for example "rt BETWEEN lt AND lt + INTERVAL 1 HOUR".',
    );
  }
}

/** @throws AnalysisError where a side gives its rows again and again */
export function checkJoinCorrectness(plan: JoinPlan, { mode, restatesBelow }: StreamingChecks): void {
  if (!joinsStreams(plan) || mode === 'append') return;
  if (restatesBelow(plan.left) || restatesBelow(plan.right)) throw restated();
}
