import type { ProjectedColumn } from '../../codegen/step.ts';
import type { PlanNode, UnaryPlan } from '../../plan/plan-node.ts';

/** Columns computed of the child's. */
export interface ProjectPlan extends UnaryPlan {
  readonly node: 'project';
  readonly columns: readonly ProjectedColumn[];
}

/** A projection; its output are its columns. */
export const projection = (child: PlanNode, columns: readonly ProjectedColumn[]): ProjectPlan => ({
  node: 'project',
  child,
  columns,
  output: columns.map((c) => c.attribute),
  streaming: child.streaming,
});
