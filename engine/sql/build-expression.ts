import type { Expression } from '../expressions/expression.ts';
import { STRING } from '../types/data-type.ts';

/** A function call as the parser writes it. */
export const call = (name: string, ...args: Expression[]): Expression => ({ kind: 'function', name, args });

/** A text literal. */
export const text = (value: string): Expression => ({ kind: 'literal', value, type: STRING });
