import { DOUBLE, isIntegral, isNumeric, sameType, type DataType, decimal } from '../types/data-type.ts';
import { digitCount } from '../types/decimal.ts';
import { quotedType, typeMismatch } from './analysis-errors.ts';
import { unsupportedTime } from './casts/cast.ts';
import type { BindContext } from './define-function.ts';
import { commonType, decimalFor, textCommonType, tightestCommonType } from './type-coercion.ts';
import type { TypedExpression } from './typed.ts';

/** Both operands of an operator, cast to what they are computed in; decimals keep their own precision. */
export function promoted(
  left: TypedExpression,
  right: TypedExpression,
  context: BindContext,
): [TypedExpression, TypedExpression] {
  if (left.type.kind === 'time' || right.type.kind === 'time') throw unsupportedTime();
  const texts = [left, right].filter((e) => e.type.kind === 'string').length;
  if (texts === 1) {
    const target = textCommonType(left.type, right.type);
    if (target !== undefined) return [to(left, target, context), to(right, target, context)];
  }
  if (left.type.kind === 'decimal' || right.type.kind === 'decimal') {
    if (isNumeric(left.type) && isNumeric(right.type)) return decimalOperands(left, right, context);
  }
  const common = tightestCommonType(left.type, right.type);
  return common === undefined ? [left, right] : [to(left, common, context), to(right, common, context)];
}

/** The same, where both must end up as one type (comparison). */
export function comparable(
  left: TypedExpression,
  right: TypedExpression,
  context: BindContext,
): [TypedExpression, TypedExpression] {
  const [l, r] = promoted(left, right, context);
  if (l.type.kind === 'decimal' && r.type.kind === 'decimal') {
    const wide = commonType(l.type, r.type)!;
    return [to(l, wide, context), to(r, wide, context)];
  }
  if (!sameType(l.type, r.type)) {
    const common = l.type.kind === r.type.kind ? commonType(l.type, r.type) : undefined;
    if (common !== undefined) return [to(l, common, context), to(r, common, context)];
    throw differentTypes(left, right, context);
  }
  return [l, r];
}

function decimalOperands(
  left: TypedExpression,
  right: TypedExpression,
  context: BindContext,
): [TypedExpression, TypedExpression] {
  if ([left, right].some((e) => e.type.kind === 'float' || e.type.kind === 'double')) {
    return [to(left, DOUBLE, context), to(right, DOUBLE, context)];
  }
  return [to(left, decimalOf(left), context), to(right, decimalOf(right), context)];
}

/** A literal takes as many digits as it has. */
function decimalOf(e: TypedExpression): DataType {
  if (!isIntegral(e.type)) return decimalFor(e.type);
  return e.node === 'literal' && e.value !== null
    ? decimal(digitCount(BigInt(e.value as number)), 0)
    : decimalFor(e.type);
}

const to = (e: TypedExpression, type: DataType, context: BindContext): TypedExpression =>
  sameType(e.type, type) ? e : context.cast(e, type);

export const differentTypes = (left: TypedExpression, right: TypedExpression, context: BindContext): Error =>
  typeMismatch(
    'BINARY_OP_DIFF_TYPES',
    context.sql([left, right]),
    `the left and right operands of the binary operator have incompatible types (${quotedType(left.type)} and ${quotedType(right.type)}).`,
    'Cast one side to the type of the other.',
  );

export const wrongOperandType = (
  left: TypedExpression,
  right: TypedExpression,
  wanted: string,
  context: BindContext,
): Error =>
  typeMismatch(
    'BINARY_OP_WRONG_TYPE',
    context.sql([left, right]),
    `the binary operator requires the input type ${wanted}, not ${quotedType(left.type)}.`,
  );
