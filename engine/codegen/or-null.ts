import type { ExpressionCode } from './code-context.ts';

/** The scalar of a piece of code, null included, as one JavaScript expression. */
export const orNull = (code: ExpressionCode): string =>
  code.isNull === 'false' ? code.value : code.isNull === 'true' ? 'null' : `(${code.isNull} ? null : ${code.value})`;
