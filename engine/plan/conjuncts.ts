import type { TypedExpression } from '../expressions/typed.ts';

/** The conditions that all must hold, in their order: `a AND b` is a and b. */
export const conjuncts = (e: TypedExpression): TypedExpression[] =>
  e.node === 'call' && e.name === 'and' ? e.args.flatMap(conjuncts) : [e];
