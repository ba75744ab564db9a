import { AttributeScope, bindNamed, type ExpressionContext } from '../../expressions/bind.ts';
import type { Expression } from '../../expressions/expression.ts';
import { freshColumnId, type Attribute } from '../../expressions/typed.ts';
import type { PlanNode } from '../../plan/plan-node.ts';
import { simpleString, struct, type StructType } from '../../types/data-type.ts';
import { AnalysisError } from '../../types/errors.ts';
import { INITIAL_STATE } from '../../types/group-answer.ts';
import { withKeys } from '../aggregate/analysis.ts';
import { projectedColumns } from '../project/select-list.ts';
import type { InitialStatePlan } from './plan.ts';

/**
 * Puts a table of states in front of rows.
 *
 * @param keys the columns of `left` that groups are made by
 * @param initialKeys the same of the table
 * @throws AnalysisError DATATYPE_MISMATCH.INVALID_INITIAL_STATE for keys of other types
 */
export function planInitialState(
  left: PlanNode,
  keys: readonly Attribute[],
  initial: PlanNode,
  initialKeys: readonly Expression[],
  context: ExpressionContext,
): InitialStatePlan {
  const scope = new AttributeScope(initial.output);
  const bound = projectedColumns(
    initialKeys.flatMap((e) => bindNamed(e, scope, context)),
    initial.output,
  );
  const rightKeys = bound.map(({ attribute }) => attribute);
  const [wanted, given] = [typesOf(keys), typesOf(rightKeys)];
  if (wanted !== given) throw otherKeys(wanted, given);
  const ofKeys = new Map(keys.map((left, i) => [left.id, { left, right: rightKeys[i]! }]));
  const column: Attribute = {
    id: freshColumnId(),
    name: INITIAL_STATE,
    type: structOf(initial.output),
    nullable: true,
  };
  const output = left.output.map((a) => {
    const isThere = ofKeys.get(a.id)?.right.nullable === false;
    return isThere ? a : { ...a, nullable: true };
  });
  return {
    node: 'initial_state',
    left,
    right: withKeys(initial, bound),
    keys: [...ofKeys.values()],
    fields: initial.output,
    initial: column,
    output: [...output, column],
    streaming: left.streaming,
  };
}

const structOf = (attributes: readonly Attribute[]): StructType =>
  struct(attributes.map(({ name, type, nullable }) => ({ name, type, nullable })));

const typesOf = (keys: readonly Attribute[]): string => keys.map(({ type }) => simpleString(type)).join(', ');

const otherKeys = (wanted: string, given: string): AnalysisError =>
  new AnalysisError({
    condition: 'DATATYPE_MISMATCH.INVALID_INITIAL_STATE',
    sqlState: '42K09',
    message: `The keys of the initial state are of the types ${given}, and those of the rows of ${wanted}.`,
    hint: 'Group both by keys of the same types: initialState: states.groupByKey("user").',
  });
