import type { PhysicalNode, PhysicalPlan } from '../operators/physical-node.ts';
import type { OperatorList } from '../operators/operator-list.ts';
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
  operators: OperatorList,
): string {
  const label = nodeLabel(operators);
  const executable = `== Physical Plan ==\n${tree(
    physical.root,
    (n) => n.label,
    (n) => n.children,
  )}`;
  if (mode === 'codegen') return codegen(physical.root);
  if (mode !== 'extended') return executable;
  return [
    `== Parsed Logical Plan ==\n${tree(relation, (r) => r.kind, inputsOf)}`,
    `== Analyzed Logical Plan ==\n${tree(analyzed, label, childPlans)}`,
    `== Optimized Logical Plan ==\n${tree(optimized, label, childPlans)}`,
    executable,
  ].join('\n');
}

/** A tree as Spark draws it. */
function tree<T>(node: T, label: (node: T) => string, children: (node: T) => readonly T[], depth = 0): string {
  const indent = depth === 0 ? '' : `${'   '.repeat(depth - 1)}+- `;
  const below = children(node).map((child) => tree(child, label, children, depth + 1));
  return [`${indent}${label(node)}`, ...below].join('\n');
}

const nodeLabel =
  (operators: OperatorList) =>
  (plan: PlanNode): string =>
    operators.of(plan).label?.(plan) ?? `${plan.node[0]!.toUpperCase()}${plan.node.slice(1)} [${columnNames(plan)}]`;

const columnNames = (plan: PlanNode): string => plan.output.map((a) => a.name).join(', ');

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
