import type { Attribute } from '../../expressions/typed.ts';
import type { UnaryPlan } from '../../plan/plan-node.ts';
import type { StateFunctionRelation } from '../../plan/relation.ts';
import type { VariableKind } from '../../state/state-view.ts';

/** The user's function over the rows of each group, with a state that it keeps. */
export interface StateFunctionPlan extends UnaryPlan {
  readonly node: 'state_function';
  readonly call: StateFunctionRelation['call'];
  /** The function's number on the user's thread. */
  readonly functionId: number;
  /** Columns of the child. */
  readonly keys: readonly Attribute[];
  /** What the function sees of a row. */
  readonly rows: readonly Attribute[];
  /** What a state is made of. */
  readonly state: readonly Attribute[];
  /** By column of the state: what variable of a processor it holds; nothing where a function has a state of its own. */
  readonly variables: readonly (VariableKind | undefined)[];
  /** Which of them have a time to live. */
  readonly withTtl: readonly boolean[];
  readonly mode: StateFunctionRelation['mode'];
  readonly timeout: StateFunctionRelation['timeout'];
}
