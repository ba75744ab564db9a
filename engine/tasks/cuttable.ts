import type { RecordBatch } from '../columnar/vector.ts';
import { isShareable } from '../columnar/shared-batches.ts';
import { someExpression, type TypedExpression } from '../expressions/typed.ts';
import type { JoinPlan } from '../operators/join/plan.ts';
import type { LocalPlan } from '../operators/local/plan.ts';
import { operators } from '../operators/operators.ts';
import type { RangePlan } from '../operators/range/plan.ts';
import type { ScanPlan } from '../operators/scan/plan.ts';
import type { UnionPlan } from '../operators/union/plan.ts';
import { childPlans, isNode, type PlanNode, type UnaryPlan } from '../plan/plan-node.ts';
import type { PlanPath } from './task-messages.ts';

/** A plan whose rows can be made in parts: what is cut, and what each part needs as a whole. */
export interface Cut {
  readonly leaves: readonly { readonly path: PlanPath; readonly node: PlanNode }[];
  /** Sides of joins that are at hand as a whole. */
  readonly built: readonly { readonly path: PlanPath; readonly node: PlanNode }[];
}

/**
 * How the rows of a plan can be made in parts, one after another in the order of the rows; null when they cannot: where
 * a row depends on those before it.
 */
export function cutOf(plan: PlanNode): Cut | null {
  if (isNode<ScanPlan>(plan, 'scan')) return plan.reader.cut === undefined ? null : leaf(plan);
  if (isNode<LocalPlan>(plan, 'local')) return plan.batches.every(canShare) ? leaf(plan) : null;
  if (isNode<RangePlan>(plan, 'range')) return leaf(plan);
  if (isNode<UnionPlan>(plan, 'union')) return together(plan.children.map((child, i) => under(cutOf(child), i)));
  if (isNode<JoinPlan>(plan, 'join')) return cutOfJoin(plan);
  return isRowWise(plan) && expressionsOf(plan).every(isSteady) ? under(cutOf(plan.child), 0) : null;
}

/** Rows at hand that nobody matched are known only when all parts are done. */
function cutOfJoin({ type, left, right, condition }: JoinPlan): Cut | null {
  if (type === 'right' || type === 'full' || right.streaming) return null;
  const passing = condition === null || isSteady(condition) ? under(cutOf(left), 0) : null;
  return passing === null ? null : { ...passing, built: [...passing.built, { path: [1], node: right }] };
}

/** Nodes that look at one row at a time, and need nothing of the rows before. */
const ROW_WISE: ReadonlySet<string> = new Set(['project', 'filter', 'window', 'generate']);

/** Whether a node looks at one row at a time. */
export const isRowWise = (plan: PlanNode): plan is UnaryPlan => ROW_WISE.has(plan.node);

/** The expressions of a node's own. */
export function expressionsOf(plan: PlanNode): TypedExpression[] {
  const own: TypedExpression[] = [];
  operators.of(plan).mapExpressions?.(plan, (e) => {
    own.push(e);
    return e;
  });
  return own;
}

const leaf = (node: PlanNode): Cut => ({ leaves: [{ path: [], node }], built: [] });

function under(cut: Cut | null, child: number): Cut | null {
  if (cut === null) return null;
  const deeper = <T extends { readonly path: PlanPath }>(all: readonly T[]): T[] =>
    all.map((each) => ({ ...each, path: [child, ...each.path] }));
  return { leaves: deeper(cut.leaves), built: deeper(cut.built) };
}

function together(cuts: readonly (Cut | null)[]): Cut | null {
  const all = cuts.flatMap((cut) => (cut === null ? [] : [cut]));
  if (all.length < cuts.length) return null;
  return { leaves: all.flatMap((cut) => cut.leaves), built: all.flatMap((cut) => cut.built) };
}

const canShare = (batch: RecordBatch): boolean => batch.columns.every(isShareable);

/** Whether an expression gives the same on any thread: `rand()`, row numbers and the time of day are made on one. */
export const isSteady = (e: TypedExpression): boolean =>
  !someExpression(e, (part) => part.node === 'call' && !part.deterministic);

/** Whether anything is computed between the leaves and the root, or read out of files. */
export const isWork = (plan: PlanNode): boolean =>
  plan.node === 'scan' ||
  plan.node === 'join' ||
  (isRowWise(plan) && (plan.node !== 'project' || expressionsOf(plan).some((e) => e.node !== 'column'))) ||
  childPlans(plan).some(isWork);
