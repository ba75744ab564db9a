import type { Attribute } from '../expressions/typed.ts';
import type { Origin } from '../types/origin.ts';

/**
 * A node of an analysed plan: every name, type and nullability is known. What else it holds, the folder of its operator
 * says (`engine/operators/<name>/plan.ts`).
 */
export interface PlanNode {
  /** The operator's name in `engine/operators/operators.ts`. */
  readonly node: string;
  readonly output: readonly Attribute[];
  /** Whether some source below never ends. */
  readonly streaming: boolean;
  /** The user's line that asked for it. */
  readonly origin?: Origin;
}

/** A node that reads one plan. */
export interface UnaryPlan extends PlanNode {
  readonly child: PlanNode;
}

/** A node that reads two. */
export interface BinaryPlan extends PlanNode {
  readonly left: PlanNode;
  readonly right: PlanNode;
}

/** A node that reads any number. */
export interface NaryPlan extends PlanNode {
  readonly children: readonly PlanNode[];
}

/** Whether a plan is a node of an operator: `isNode<FilterPlan>(plan, 'filter')`. */
export const isNode = <N extends PlanNode>(plan: PlanNode, name: N['node']): plan is N => plan.node === name;

const isUnary = (plan: PlanNode): plan is UnaryPlan => 'child' in plan;
const isBinary = (plan: PlanNode): plan is BinaryPlan => 'left' in plan && 'right' in plan;
const isNary = (plan: PlanNode): plan is NaryPlan => 'children' in plan;

/** The plans a plan reads: what it holds as `child`, as `left` and `right`, or as `children`. */
export function childPlans(plan: PlanNode): readonly PlanNode[] {
  if (isUnary(plan)) return [plan.child];
  if (isBinary(plan)) return [plan.left, plan.right];
  return isNary(plan) ? plan.children : [];
}

/** Every node of a plan, inputs first. */
export function* planNodes(plan: PlanNode): Generator<PlanNode> {
  for (const child of childPlans(plan)) yield* planNodes(child);
  yield plan;
}

/** The same plan with each input replaced; the very same object where no input changes. */
export function mapPlan(plan: PlanNode, f: (child: PlanNode) => PlanNode): PlanNode {
  if (isUnary(plan)) {
    const child = f(plan.child);
    return child === plan.child ? plan : over(plan, { child });
  }
  if (isBinary(plan)) {
    const [left, right] = [f(plan.left), f(plan.right)];
    return left === plan.left && right === plan.right ? plan : over(plan, { left, right });
  }
  if (!isNary(plan)) return plan;
  const children = plan.children.map(f);
  return children.every((child, i) => child === plan.children[i]) ? plan : over(plan, { children });
}

/** A node over other plans. */
const over = <N extends PlanNode>(plan: N, inputs: Partial<N>): N => ({ ...plan, ...inputs });

/** What a node that passes its child's rows on has of it. */
export const inherited = (child: PlanNode): Pick<PlanNode, 'output' | 'streaming'> => ({
  output: child.output,
  streaming: child.streaming,
});
