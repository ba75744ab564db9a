import type { Attribute } from '../../expressions/typed.ts';
import type { BinaryPlan } from '../../plan/plan-node.ts';

/** The rows of a stream, and in its first batch those of a table in front of them, from which states begin. */
export interface InitialStatePlan extends BinaryPlan {
  readonly node: 'initial_state';
  /** Columns of the left side that the right one has too, and what they are called there. */
  readonly keys: readonly { readonly left: Attribute; readonly right: Attribute }[];
  /** What the table's rows are made of, without computed keys. */
  readonly fields: readonly Attribute[];
  /** The column that holds a row of the table as a STRUCT; NULL in rows of the stream. */
  readonly initial: Attribute;
}
