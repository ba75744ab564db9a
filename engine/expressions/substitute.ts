import type { ProjectedColumn } from '../codegen/step.ts';
import { transformUp, type TypedExpression } from './typed.ts';

/** An expression over the columns of a projection as one over the projection's input. */
export function substitute(e: TypedExpression, columns: readonly ProjectedColumn[]): TypedExpression {
  const known = new Map(columns.map((c) => [c.attribute.id, c.expression]));
  return transformUp(e, (part) => (part.node === 'column' ? (known.get(part.id) ?? part) : part));
}
