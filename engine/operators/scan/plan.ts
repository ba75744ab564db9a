import type { PlanNode } from '../../plan/plan-node.ts';
import type { SourceFilter } from '../../spi/source-filter.ts';
import type { BatchReader } from '../../spi/source.ts';

/** Rows of a source that ends. */
export interface ScanPlan extends PlanNode {
  readonly node: 'scan';
  readonly description: string;
  readonly reader: BatchReader;
  /** Conditions that the reader was told. */
  readonly pushed?: readonly SourceFilter[];
  /** More rows than so many are not wanted of it. */
  readonly limit?: number;
}
