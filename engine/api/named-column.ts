import type { Expression } from '../expressions/expression.ts';

/** `*` and `o.*` are stars, everything else is a name. */
export function namedColumn(name: string): Expression {
  if (name === '*') return { kind: 'star' };
  if (name.endsWith('.*')) return { kind: 'star', target: name.slice(0, -2) };
  return { kind: 'attribute', name };
}
