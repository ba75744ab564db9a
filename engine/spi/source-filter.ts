import type { Scalar } from '../columnar/vector.ts';

/**
 * A condition on one column of a source, of values of the column's type: `country = 'PT'`, `day IN (...)`, `n IS NOT NULL`. A
 * NULL fulfils none but IS NULL.
 *
 * The shape of Spark's `org.apache.spark.sql.sources.Filter`.
 */
export type SourceFilter =
  | { readonly column: string; readonly is: '=' | '<' | '<=' | '>' | '>='; readonly value: Scalar }
  | { readonly column: string; readonly is: 'in'; readonly values: readonly Scalar[] }
  | { readonly column: string; readonly is: 'null' | 'not null' };
