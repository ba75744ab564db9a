import { AttributeScope, bindNamed, type ExpressionContext } from '../../expressions/bind.ts';
import type { Expression } from '../../expressions/expression.ts';
import { freshColumnId, type Attribute } from '../../expressions/typed.ts';
import type { PlanNode } from '../../plan/plan-node.ts';
import { simpleString, struct, type StructType } from '../../types/data-type.ts';
import { AnalysisError } from '../../types/errors.ts';
import { INITIAL_STATE } from '../../types/group-answer.ts';
import { didYouMean } from '../../types/nearest-names.ts';
import { withKeys } from '../aggregate/analysis.ts';
import { projectedColumns } from '../project/select-list.ts';
import type { InitialStatePlan } from './plan.ts';

/**
 * Puts a table of states in front of rows.
 *
 * @param keys the columns of `left` that groups are made by
 * @param initialKeys the same of the table
 * @param state what a state is made of, found among the table's columns by name; null where all of them are given on
 * @throws AnalysisError UNRESOLVED_COLUMN.WITH_SUGGESTION for a field of the state that the table does not have
 * @throws AnalysisError DATATYPE_MISMATCH.INVALID_INITIAL_STATE for keys of other types
 */
export function planInitialState(
  left: PlanNode,
  keys: readonly Attribute[],
  initial: PlanNode,
  initialKeys: readonly Expression[],
  state: StructType | null,
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
  const fields = state === null ? initial.output : state.fields.map(({ name }) => fieldOf(name, initial.output));
  const named = fields.map((field, i) => ({ ...field, name: state?.fields[i]!.name ?? field.name }));
  const column: Attribute = { id: freshColumnId(), name: INITIAL_STATE, type: structOf(named), nullable: true };
  const output = left.output.map((a) => {
    const isThere = ofKeys.get(a.id)?.right.nullable === false;
    return isThere ? a : { ...a, nullable: true };
  });
  return {
    node: 'initial_state',
    left,
    right: withKeys(initial, bound),
    keys: [...ofKeys.values()],
    fields,
    initial: column,
    output: [...output, column],
    streaming: left.streaming,
  };
}

/** Letters' case does not matter, as in Spark. */
function fieldOf(name: string, columns: readonly Attribute[]): Attribute {
  const found = columns.find((column) => column.name.toLowerCase() === name.toLowerCase());
  if (found !== undefined) return found;
  const known = columns.map((column) => column.name);
  throw new AnalysisError({
    condition: 'UNRESOLVED_COLUMN.WITH_SUGGESTION',
    sqlState: '42703',
    message: `A column, variable, or function parameter with name \`${name}\` cannot be resolved: the initial state has the columns ${known.map((one) => `\`${one}\``).join(', ')}.`,
    hint: didYouMean(name, known) || 'Give the initial state the columns of the state.',
  });
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
