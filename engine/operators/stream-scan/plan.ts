import type { PlanNode } from '../../plan/plan-node.ts';
import type { StreamReader } from '../../spi/source.ts';

/** Rows of a source that never ends. */
export interface StreamScanPlan extends PlanNode {
  readonly node: 'stream_scan';
  readonly description: string;
  readonly reader: StreamReader;
}
