import type { TypedExpression } from '../expressions/typed.ts';

/** The conditions that all must hold, in their order: `a AND b` is a and b, `a BETWEEN b AND c` two comparisons. */
export const conjuncts = (e: TypedExpression): TypedExpression[] =>
  e.node === 'call' && (e.name === 'and' || e.name === 'between') ? e.args.flatMap(conjuncts) : [e];
