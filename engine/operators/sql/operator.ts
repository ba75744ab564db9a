import { AnalysisError } from '../../types/errors.ts';
import type { RelationDefinition } from '../define-operator.ts';

/** A statement as text: only a cluster takes it. */
export const sql: RelationDefinition = {
  relations: {
    sql() {
      throw new AnalysisError({
        condition: 'UNSUPPORTED_FEATURE.SQL_STATEMENT',
        sqlState: '0A000',
        message: 'session.sql(...) is not available on the embedded engine.',
        hint: 'Use the DataFrame API; expression strings work in selectExpr, filter and expr.',
      });
    },
  },
};
