import { Interner } from '../columnar/interner.ts';
import type { Scalar } from '../columnar/vector.ts';
import { CodeContext } from '../codegen/code-context.ts';
import type { ExpressionRuntime } from '../codegen/generated-runtime.ts';
import { generateExpression } from '../codegen/generate-expression.ts';
import { generatedFunction } from '../types/generated-function.ts';
import { sqlName } from '../types/data-type.ts';
import { nonFoldable } from './analysis-errors.ts';
import { orNull } from '../codegen/or-null.ts';
import { prettySql } from './pretty-sql.ts';
import { someExpression, type Attribute, type TypedExpression } from './typed.ts';

const NO_RUNTIME: ExpressionRuntime = { nowMicros: 0n, random: () => 0.5 };

/** A function from rows (scalars by the position of their column) to the expression's value. */
export function compileExpression(
  e: TypedExpression,
  columns: readonly Attribute[] = [],
  runtime: ExpressionRuntime = NO_RUNTIME,
): (row: readonly Scalar[]) => Scalar {
  const g = new CodeContext(generateExpression);
  columns.forEach((column, i) => g.define(column.id, { code: '', isNull: `(R[${i}] === null)`, value: `R[${i}]` }));
  const code = g.expression(e);
  const body = `return (R) => {\n${g.rowText()}\n${code.code}\nreturn ${orNull(code)};\n};`;
  type Make = (constants: unknown[], interner: Interner, runtime: ExpressionRuntime) => unknown;
  const make = generatedFunction<Make>(['K', 'I', 'X'], `'use strict';\n${g.prologueText()}\n${body}`);
  return make(g.constants, new Interner(16), runtime) as (row: readonly Scalar[]) => Scalar;
}

/** Whether an expression reads no column and gives the same value each time. */
export const isConstant = (e: TypedExpression): boolean =>
  !someExpression(
    e,
    (part) =>
      (part.node === 'column' && !isLambdaParameter(e, part.id)) ||
      part.node === 'aggregate' ||
      part.node === 'generator' ||
      (part.node === 'call' && !part.deterministic),
  );

const isLambdaParameter = (e: TypedExpression, id: number): boolean =>
  someExpression(e, (part) => part.node === 'lambda' && part.parameters.some((p) => p.id === id));

/** The value of an expression without columns. @throws AnalysisError DATATYPE_MISMATCH.NON_FOLDABLE_INPUT for others */
export function evaluateConstant(e: TypedExpression, runtime: ExpressionRuntime = NO_RUNTIME): Scalar {
  if (!isConstant(e)) throw nonFoldable(prettySql(e), prettySql(e), sqlName(e.type));
  return e.node === 'literal' ? e.value : compileExpression(e, [], runtime)([]);
}
