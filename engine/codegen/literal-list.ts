import type { Scalar } from '../columnar/vector.ts';
import type { DataType } from '../types/data-type.ts';
import type { CodeContext, ExpressionCode } from './code-context.ts';
import { listOfParts, settled, type ListExpression } from './list-code.ts';
import { structCode } from './struct-code.ts';

/** The items of a constant ARRAY or MAP. */
export function literalList(items: readonly Scalar[], type: DataType, g: CodeContext): ListExpression {
  const literal = (value: Scalar, of: DataType): ExpressionCode =>
    settled(g.part({ node: 'literal', value, type: of, nullable: value === null }));
  const parts = items.map((item) => {
    if (type.kind === 'array') return literal(item, type.element);
    const { key, value } = type as DataType & { kind: 'map' };
    const [k, v] = item as [Scalar, Scalar];
    return structCode('false', [literal(k, key), literal(v, value)]);
  });
  return { code: '', isNull: 'false', list: listOfParts(parts) };
}
