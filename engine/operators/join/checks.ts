import { unsupported } from '../../plan/unsupported.ts';
import { AnalysisError } from '../../types/errors.ts';
import type { JoinPlan } from './plan.ts';

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
export function checkStreamingJoin({ type, left, right }: JoinPlan): void {
  const name = NAMES[type];
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
