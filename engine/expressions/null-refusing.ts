import type { TypedExpression } from './typed.ts';

const REFUSING: ReadonlySet<string> = new Set(['isnotnull', '=', '==', '<', '<=', '>', '>=', '+', '-', '*', '/']);

/** The columns, by their ids, of which a NULL makes an expression NULL: a condition refuses rows that have one there. */
export function nullRefusing(e: TypedExpression): readonly number[] {
  switch (e.node) {
    case 'column':
      return [e.id];
    case 'field':
    case 'cast':
      return nullRefusing(e.child);
    case 'call':
      return REFUSING.has(e.name) ? e.args.flatMap(nullRefusing) : [];
    default:
      return [];
  }
}
