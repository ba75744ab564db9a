import type { ExpressionCode } from './code-context.ts';

/** A struct whose fields are known one by one; the array is built only where somebody needs it whole. */
export function structCode(isNull: string, fields: readonly ExpressionCode[]): ExpressionCode {
  const parts = fields.map((f) => (f.isNull === 'false' ? f.value : `(${f.isNull} ? null : ${f.value})`));
  return {
    code: fields.map((f) => f.code).join('\n'),
    isNull,
    value: `[${parts.join(', ')}]`,
    fields: withoutCode(fields),
  };
}

const withoutCode = (fields: readonly ExpressionCode[]): ExpressionCode[] => fields.map((f) => ({ ...f, code: '' }));
