import { sqlName, type DataType } from '../types/data-type.ts';
import { AnalysisError } from '../types/errors.ts';
import { prettySql } from './pretty-sql.ts';
import type { TypedExpression } from './typed.ts';
import type { TypePattern } from './type-pattern.ts';

/** The errors of Spark's type checker, by condition. */

export const quotedType = (type: DataType): string => `"${sqlName(type)}"`;

/** DATATYPE_MISMATCH of a kind, in an expression. */
export function typeMismatch(kind: string, sql: string, reason: string, hint?: string): AnalysisError {
  return new AnalysisError({
    condition: `DATATYPE_MISMATCH.${kind}`,
    sqlState: '42K09',
    message: `Cannot resolve "${sql}" due to data type mismatch: ${reason}`,
    ...(hint === undefined ? {} : { hint }),
  });
}

const ORDINALS: readonly string[] = [
  'first',
  'second',
  'third',
  'fourth',
  'fifth',
  'sixth',
  'seventh',
  'eighth',
  'ninth',
];

export function unexpectedInputType(
  sql: string,
  index: number,
  wanted: TypePattern,
  got: TypedExpression,
): AnalysisError {
  const names = wanted.names.map((name) => (name.startsWith('(') ? name : `"${name}"`));
  const type = names.length === 1 ? `${names[0]} type` : `(${names.join(' or ')}) type`;
  return typeMismatch(
    'UNEXPECTED_INPUT_TYPE',
    sql,
    `The ${ORDINALS[index] ?? `${index + 1}th`} parameter requires the ${type}, however "${prettySql(got)}" has the type ${quotedType(got.type)}.`,
    'Cast the argument to a type that the function takes.',
  );
}

export function wrongArgumentCount(name: string, expected: string, actual: number): AnalysisError {
  return new AnalysisError({
    condition: 'WRONG_NUM_ARGS.WITHOUT_SUGGESTION',
    sqlState: '42605',
    message: `The \`${name}\` requires ${expected} parameters but the actual number is ${actual}.`,
  });
}

export function nonFoldable(sql: string, input: string, type: string): AnalysisError {
  return typeMismatch('NON_FOLDABLE_INPUT', sql, `the input \`${input}\` should be a foldable ${type} expression.`);
}
