import { AnalysisError } from '../../types/errors.ts';
import type { RelationDefinition } from '../define-operator.ts';

/** Rows by chance: only a cluster has them. */
export const sample: RelationDefinition = {
  relations: {
    sample() {
      throw new AnalysisError({
        condition: 'UNSUPPORTED_FEATURE.SAMPLE',
        sqlState: '0A000',
        message: 'sample(...) is not available on the embedded engine.',
        hint: 'Filter by a hash instead: df.filter("pmod(hash(id), 100) < 10").',
      });
    },
  },
};
