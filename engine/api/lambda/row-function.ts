import type { Expression } from '../../expressions/expression.ts';
import { ArgumentError } from '../../types/errors.ts';

/** A lambda over a row, translated from its source: `o => o.amount > 10`. */
export type RowFunction = (row: any, parameters?: any) => unknown; // a row's fields are known to the engine only

export function lambdaColumn(f: RowFunction, _: Record<string, unknown> | undefined, method: string): Expression {
  throw new ArgumentError({ condition: 'LAMBDA', message: `${method} ${f.name}` });
}

export function lambdaColumns(f: RowFunction, _: Record<string, unknown> | undefined, method: string): Expression[] {
  throw new ArgumentError({ condition: 'LAMBDA', message: `${method} ${f.name}` });
}
