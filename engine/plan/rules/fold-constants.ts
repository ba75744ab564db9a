import type { ExpressionRuntime } from '../../codegen/generated-runtime.ts';
import { compileExpression, isConstant } from '../../expressions/evaluate.ts';
import { childrenOf, mapChildren, type TypedExpression } from '../../expressions/typed.ts';
import { mapExpressions } from '../map-expressions.ts';
import { nodeRule } from './rule.ts';

/** What reads no column is computed once, here; what fails is left to fail where Spark fails: when rows come. */
export const foldConstants = nodeRule('fold constants', (plan, operators) => mapExpressions(plan, operators, fold));

function fold(e: TypedExpression): TypedExpression {
  const known = folded.get(e);
  if (known !== undefined) return known;
  let next = e;
  if ((e.node === 'call' || e.node === 'cast') && isConstant(e)) next = evaluated(e);
  else if (childrenOf(e).length > 0) {
    const children = childrenOf(e);
    const parts = children.map(fold);
    if (parts.some((part, i) => part !== children[i])) {
      let at = 0;
      next = mapChildren(e, () => parts[at++]!);
    }
  }
  folded.set(e, next);
  folded.set(next, next);
  return next;
}

/** Rules run again and again: an expression is looked at once. */
const folded = new WeakMap<TypedExpression, TypedExpression>();

/** There is no batch yet: what asks when it began is no constant. */
const NO_BATCH: ExpressionRuntime = {
  get nowMicros(): bigint {
    throw new Error('no batch');
  },
  random() {
    throw new Error('no batch');
  },
};

/** Stands for bytes that are no UTF-8, too: a literal, which is a JavaScript string, would lose them. */
const REPLACEMENT = '\ufffd';

function evaluated(e: TypedExpression): TypedExpression {
  try {
    const value = compileExpression(e, [], NO_BATCH)([]);
    if (typeof value === 'string' && value.includes(REPLACEMENT)) return e;
    return { node: 'literal', value, type: e.type, nullable: value === null };
  } catch {
    return e;
  }
}
