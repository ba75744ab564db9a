import type { ConnectMessages } from '../../plan/connect-json.ts';
import { AnalysisError } from '../../types/errors.ts';

export const stateFunctionMessages: ConnectMessages<'state_function'> = {
  /** @throws AnalysisError as a cluster runs Python, Java and Scala, and no JavaScript */
  state_function({ call }) {
    throw new AnalysisError({
      condition: 'UNSUPPORTED_FEATURE.STATE_FUNCTION',
      sqlState: '0A000',
      message: `The function of ${call} is JavaScript, which a Spark cluster does not run.`,
      hint: 'Write it there as applyInPandasWithState (Python) or flatMapGroupsWithState (Scala).',
    });
  },
};
