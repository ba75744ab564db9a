import { isDeterministic, referencedColumns, type Attribute, type TypedExpression } from '../expressions/typed.ts';

/** What must hold of two rows beside the equality of their keys. */
export interface JoinConditions {
  readonly left: readonly TypedExpression[];
  readonly right: readonly TypedExpression[];
  readonly both: readonly TypedExpression[];
}

/**
 * Conditions of a join as those that each side decides alone and the rest.
 *
 * Spark's `JoinConditionSplitPredicates`.
 */
export function splitCondition(
  parts: readonly TypedExpression[],
  left: readonly Attribute[],
  right: readonly Attribute[],
): JoinConditions {
  const [ofLeft, ofRight] = [left, right].map((side) => new Set(side.map((a) => a.id))) as [Set<number>, Set<number>];
  const within = (e: TypedExpression, ids: ReadonlySet<number>): boolean =>
    isDeterministic(e) && [...referencedColumns(e)].every((id) => ids.has(id));
  return {
    left: parts.filter((e) => within(e, ofLeft)),
    right: parts.filter((e) => !within(e, ofLeft) && within(e, ofRight)),
    both: parts.filter((e) => !within(e, ofLeft) && !within(e, ofRight)),
  };
}
