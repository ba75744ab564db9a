import { referencedColumns, someExpression, transformUp, type TypedExpression } from '../../expressions/typed.ts';
import { mapPlan, type PlanNode } from '../plan-node.ts';

/**
 * A filter that does not look at event time runs before the watermark is taken, also through projections: the rows it
 * removes do not move the watermark. Spark does so, and results depend on it.
 */
export function pushFilterBelowWatermark(plan: PlanNode): PlanNode {
  const pushed = mapPlan(plan, pushFilterBelowWatermark);
  return pushed.node === 'filter' ? pushDown(pushed) : pushed;
}

function pushDown(filter: PlanNode & { node: 'filter' }): PlanNode {
  const { child, condition } = filter;
  if (child.node === 'watermark' && !referencedColumns(condition).has(child.column.id)) {
    const below: PlanNode = { ...filter, child: child.child, output: child.child.output };
    return { ...child, child: pushDown(below as PlanNode & { node: 'filter' }) };
  }
  if (child.node === 'project' && reachesWatermark(child.child)) {
    const substituted = substitute(condition, child);
    if (substituted !== null) {
      const below: PlanNode = { ...filter, condition: substituted, child: child.child, output: child.child.output };
      return { ...child, child: pushDown(below as PlanNode & { node: 'filter' }) };
    }
  }
  return filter;
}

const reachesWatermark = (plan: PlanNode): boolean =>
  plan.node === 'watermark' || ((plan.node === 'project' || plan.node === 'filter') && reachesWatermark(plan.child));

/** The condition over the projection's input, null when that would compute something twice that may differ. */
function substitute(condition: TypedExpression, project: PlanNode & { node: 'project' }): TypedExpression | null {
  const columns = new Map(project.columns.map((c) => [c.attribute.id, c.expression]));
  const replaced = transformUp(condition, (e) => (e.node === 'column' ? (columns.get(e.id) ?? e) : e));
  const uncertain = someExpression(replaced, (e) => (e.node === 'call' && !e.deterministic) || e.node === 'aggregate');
  return uncertain ? null : replaced;
}
