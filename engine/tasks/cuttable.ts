import { isShareable } from '../columnar/shared-batches.ts';
import { someExpression, type TypedExpression } from '../expressions/typed.ts';
import { operators } from '../operators/operators.ts';
import type { Cutting, LeafRows, Merging } from '../operators/task-rules.ts';
import { childPlans, type PlanNode, type UnaryPlan } from '../plan/plan-node.ts';
import type { PlanPath } from './task-messages.ts';

/** A plan whose rows can be made in parts: what is cut, and what each part needs as a whole. */
export interface Cut {
  readonly leaves: readonly { readonly path: PlanPath; readonly rows: LeafRows }[];
  /** Sides of joins that are at hand as a whole. */
  readonly built: readonly { readonly path: PlanPath; readonly node: PlanNode }[];
}

/**
 * How the rows of a plan can be made in parts, one after another in the order of the rows; null when they cannot: where
 * a row depends on those before it, and where rows never end.
 */
export function cutOf(plan: PlanNode): Cut | null {
  const cutting = cuttingOf(plan);
  if (cutting === null) return null;
  if ('leaf' in cutting) {
    return isCuttable(cutting.leaf) ? { leaves: [{ path: [], rows: cutting.leaf }], built: [] } : null;
  }
  const children = childPlans(plan);
  const parts = together(cutting.cut.map((child) => under(cutOf(children[child]!), child)));
  const whole = cutting.whole.map((child) => ({ path: [child], node: children[child]! }));
  return parts === null ? null : { ...parts, built: [...parts.built, ...whole] };
}

function isCuttable(rows: LeafRows): boolean {
  switch (rows.kind) {
    case 'source':
      return rows.reader.cut !== undefined;
    case 'at hand':
      return rows.batches.every(({ columns }) => columns.every(isShareable));
    case 'range':
      return true;
    case 'stream':
      return false;
  }
}

/** How the rows of one node are made in parts of its inputs, null when they cannot. */
const cuttingOf = (plan: PlanNode): Cutting | null =>
  isSteadyNode(plan) ? (operators.of(plan).tasks?.cutting?.(plan) ?? null) : null;

/** The rows that a node has of its own, null when it has none. */
export function leafOf(plan: PlanNode): LeafRows | null {
  const cutting = cuttingOf(plan);
  return cutting !== null && 'leaf' in cutting ? cutting.leaf : null;
}

/** How the rows of a node come of what tasks made of parts of its input, null when they do not. */
export const mergingOf = (plan: PlanNode): Merging | null => operators.of(plan).tasks?.merging?.(plan) ?? null;

/** Whether a node looks at one row at a time, and gives the same for it on any thread. */
export const isRowWise = (plan: PlanNode): plan is UnaryPlan =>
  operators.of(plan).step !== undefined && cuttingOf(plan) !== null;

/** Whether a node only looks at the rows that pass. */
export const isWatching = (plan: PlanNode): boolean => operators.of(plan).tasks?.watches === true;

/** Whether the expressions of a node's own give the same on any thread. */
export const isSteadyNode = (plan: PlanNode): boolean => expressionsOf(plan).every(isSteady);

function expressionsOf(plan: PlanNode): TypedExpression[] {
  const own: TypedExpression[] = [];
  operators.of(plan).mapExpressions?.(plan, (e) => {
    own.push(e);
    return e;
  });
  return own;
}

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

/** `rand()`, row numbers and the time of day are made on one thread. */
const isSteady = (e: TypedExpression): boolean =>
  !someExpression(e, (part) => part.node === 'call' && !part.deterministic);

/** Whether anything is computed between the leaves and the root, or read out of files. */
export const isWork = (plan: PlanNode): boolean =>
  operators.of(plan).tasks?.isWork?.(plan) === true || childPlans(plan).some(isWork);
