import type { PhysicalNode, PhysicalPlan } from '../operators/physical-node.ts';
import { prettySql } from '../expressions/pretty-sql.ts';
import { childPlans, type PlanNode } from './plan-node.ts';
import type { Relation } from './relation.ts';
import { inputsOf } from './relation.ts';

/** The text of `explain(mode)`. */
export function explainPlan(
  relation: Relation,
  analyzed: PlanNode,
  optimized: PlanNode,
  physical: PhysicalPlan,
  mode: 'simple' | 'extended' | 'codegen' | 'formatted',
): string {
  const executable = `== Physical Plan ==\n${tree(
    physical.root,
    (n) => n.label,
    (n) => n.children,
  )}`;
  if (mode === 'codegen') return codegen(physical.root);
  if (mode !== 'extended') return executable;
  return [
    `== Parsed Logical Plan ==\n${tree(relation, (r) => r.kind, inputsOf)}`,
    `== Analyzed Logical Plan ==\n${tree(analyzed, nodeLabel, childPlans)}`,
    `== Optimized Logical Plan ==\n${tree(optimized, nodeLabel, childPlans)}`,
    executable,
  ].join('\n');
}

/** A tree as Spark draws it. */
function tree<T>(node: T, label: (node: T) => string, children: (node: T) => readonly T[], depth = 0): string {
  const indent = depth === 0 ? '' : `${'   '.repeat(depth - 1)}+- `;
  const below = children(node).map((child) => tree(child, label, children, depth + 1));
  return [`${indent}${label(node)}`, ...below].join('\n');
}

function nodeLabel(plan: PlanNode): string {
  const names = plan.output.map((a) => a.name).join(', ');
  switch (plan.node) {
    case 'filter':
      return `Filter (${prettySql(plan.condition)})`;
    case 'project':
      return `Project [${plan.columns.map((c) => `${prettySql(c.expression)} AS ${c.attribute.name}`).join(', ')}]`;
    case 'watermark':
      return `EventTimeWatermark ${plan.column.name}, ${plan.delayMicros / 1000n} ms`;
    case 'aggregate':
      return `Aggregate [${plan.keys.map((k) => k.name).join(', ')}], [${plan.aggregates.map((a) => prettySql(a.expression)).join(', ')}]`;
    case 'scan':
    case 'stream_scan':
      return `${plan.node === 'scan' ? 'Relation' : 'StreamingRelation'} ${plan.description} [${names}]`;
    case 'limit':
      return `Limit ${plan.count}${plan.offset > 0 ? ` offset ${plan.offset}` : ''}`;
    default:
      return `${plan.node[0]!.toUpperCase()}${plan.node.slice(1)} [${names}]`;
  }
}

/** The generated functions as they run now. */
function codegen(root: PhysicalNode): string {
  const parts: string[] = [];
  const visit = (node: PhysicalNode): void => {
    const functions = node.generatedCode?.() ?? [];
    if (functions.length > 0) parts.push(`// ${node.label}\n${functions.join('\n// ---- variant\n')}`);
    for (const child of node.children) visit(child);
  };
  visit(root);
  return parts.length === 0 ? 'No stage generates code.' : parts.join('\n\n');
}
