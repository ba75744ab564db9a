import type { Attribute, ColumnReference } from '../../expressions/typed.ts';
import type { UnaryPlan } from '../../plan/plan-node.ts';

/** One call of a `udf`: columns of the input, and the column that the results make. */
export interface UserFunctionCall {
  /** Its number on the user's thread. */
  readonly functionId: number;
  readonly name: string;
  readonly args: readonly ColumnReference[];
  readonly result: Attribute;
}

/** Adds the results of functions that run on the user's thread as columns. */
export interface UserFunctionPlan extends UnaryPlan {
  readonly node: 'user_function';
  readonly calls: readonly UserFunctionCall[];
}
