import { AttributeScope, bindNamed, type ExpressionContext } from '../../expressions/bind.ts';
import { freshColumnId, type Attribute } from '../../expressions/typed.ts';
import type { PlanNode } from '../../plan/plan-node.ts';
import type { RelationOf } from '../../plan/relation.ts';
import type { VariableKind } from '../../state/state-view.ts';
import type { StructType } from '../../types/data-type.ts';
import { withKeys } from '../aggregate/analysis.ts';
import { planInitialState } from '../initial-state/analysis.ts';
import { projectedColumns } from '../project/select-list.ts';
import type { StateFunctionPlan } from './plan.ts';

/**
 * Keys are computed below as columns; the function sees the rows without those.
 *
 * @param initial the plan of the initial state, null without one
 */
export function planStateFunction(
  { keys, call, functionId, output, state, mode, timeout, ...relation }: RelationOf<'state_function'>,
  child: PlanNode,
  initial: PlanNode | null,
  context: ExpressionContext,
): StateFunctionPlan {
  const scope = new AttributeScope(child.output);
  const bound = projectedColumns(
    keys.flatMap((e) => bindNamed(e, scope, context)),
    child.output,
  );
  const plain = withKeys(child, bound);
  const ownKeys = bound.map((key) => key.attribute);
  const ofFunction = call === 'transformWithState' ? null : state;
  const begun =
    initial === null ? null : planInitialState(plain, ownKeys, initial, relation.initial!.keys, ofFunction, context);
  const input = begun ?? plain;
  const ofInput = ({ id }: Attribute): Attribute => input.output.find((a) => a.id === id)!;
  return {
    node: 'state_function',
    child: input,
    call,
    functionId,
    keys: ownKeys.map(ofInput),
    rows: begun === null ? child.output : [...child.output.map(ofInput), begun.initial],
    state: attributesOf(state),
    variables: state.fields.map(({ metadata }) => metadata?.['stateVariable'] as VariableKind | undefined),
    withTtl: state.fields.map(({ metadata }) => metadata?.['ttlEnabled'] === true),
    mode,
    timeout,
    output: attributesOf(output),
    streaming: child.streaming,
  };
}

const attributesOf = ({ fields }: StructType): Attribute[] =>
  fields.map(({ name, type }) => ({ id: freshColumnId(), name, type, nullable: true }));
