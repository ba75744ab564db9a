import type { ExpressionCode } from '../codegen/code-context.ts';
import { orNull } from './function-code.ts';

/** Statements that put a branch's value (null included) into a variable. */
export const assign = (name: string, branch: ExpressionCode): string => `${branch.code}\n${name} = ${orNull(branch)};`;

/** A variable that may hold null as the code of an expression. */
export const nullableVariable = (code: string, name: string): ExpressionCode => ({
  code,
  isNull: `(${name} === null)`,
  value: name,
});

/** Whether a condition holds: not null and true. */
export const holds = (condition: ExpressionCode): string =>
  condition.isNull === 'true'
    ? 'false'
    : condition.isNull === 'false'
      ? condition.value
      : `!${condition.isNull} && ${condition.value}`;
