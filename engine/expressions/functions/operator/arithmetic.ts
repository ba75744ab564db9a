import {
  DOUBLE,
  isIntegral,
  isNumeric,
  LONG,
  sameType,
  type DataType,
  type DecimalType,
} from '../../../types/data-type.ts';
import { NULL_CODE } from '../../../codegen/code-context.ts';
import { either } from '../../../codegen/either.ts';
import { pow10 } from '../../../types/decimal.ts';
import type { ArithmeticOperator } from '../../arithmetic-operator.ts';
import { arithmetic, decimalResult, exactDecimals } from '../../arithmetic.ts';
import { decimalArithmetic } from '../../decimal-arithmetic.ts';
import { differentTypes, promoted, wrongOperandType } from '../../binary-operands.ts';
import {
  defineFunction,
  type BindContext,
  type BoundScalar,
  type ScalarCode,
  type ScalarFunction,
} from '../../define-function.ts';
import { inline } from '../../function-code.ts';
import { longArithmetic, scaledDivision } from '../../long-arithmetic.ts';
import { checkCount } from '../../signature.ts';
import type { TypedExpression } from '../../typed.ts';
import { intervalArithmetic } from './interval-arithmetic.ts';
import { bindNegative, bindPositive } from './sign.ts';

const infix =
  (op: string) =>
  (args: readonly string[]): string =>
    args.length === 1 ? `(${op} ${args[0]})` : `(${args.join(` ${op} `)})`;

/** Binds `left op right` for numbers and intervals. */
export function bindArithmetic(
  op: ArithmeticOperator,
  args: readonly TypedExpression[],
  context: BindContext,
): BoundScalar {
  checkCount(args.length, 2, 2, context.functionName);
  const [left, right] = args as [TypedExpression, TypedExpression];
  const special = intervalArithmetic(op, left, right, context);
  if (special !== undefined) return special;
  if (op === 'div' && staysDifferent(left.type, right.type)) {
    throw differentTypes(left, right, context);
  }
  if ([left, right].some((e) => e.type.kind === 'void') && [left, right].some((e) => !takesNull(e.type))) {
    throw differentTypes(left, right, context);
  }
  let [l, r] = promoted(left, right, context);
  if (op === '/' && l.type.kind !== 'decimal') [l, r] = [toDouble(l, context), toDouble(r, context)];
  if (op === 'div' && l.type.kind === 'void' && r.type.kind === 'void')
    [l, r] = [context.cast(l, LONG), context.cast(r, LONG)];
  else if (l.type.kind === 'void' && r.type.kind === 'void') [l, r] = [toDouble(l, context), toDouble(r, context)];
  if (l.type.kind !== r.type.kind) throw differentTypes(left, right, context);
  if (op === 'div' && isIntegral(l.type)) [l, r] = [toLong(l, context), toLong(r, context)];
  if (!isNumeric(l.type) || (op === 'div' && l.type.kind !== 'long' && l.type.kind !== 'decimal')) {
    throw wrongOperandType(l, r, op === 'div' ? '("BIGINT" or "DECIMAL")' : '"NUMERIC"', context);
  }
  const type = resultType(op, l.type, r.type);
  return { args: [l, r], type, nullable: l.nullable || r.nullable, code: arithmeticCode(op, l.type, r.type, type) };
}

const isFractional = (type: DataType): boolean => type.kind === 'float' || type.kind === 'double';

/** Whole division brings integers to BIGINT and decimals beside DOUBLE to DOUBLE: other pairs do not meet. */
function staysDifferent(left: DataType, right: DataType): boolean {
  if (left.kind === right.kind || ![left, right].some(isFractional)) return false;
  const kinds = [left.kind, right.kind];
  if (kinds.includes('string') || kinds.includes('void')) return false;
  return !(kinds.includes('decimal') && kinds.includes('double'));
}

const takesNull = (type: DataType): boolean => isNumeric(type) || type.kind === 'void' || type.kind === 'string';

function toDouble(e: TypedExpression, context: BindContext): TypedExpression {
  return (isNumeric(e.type) || e.type.kind === 'void') && e.type.kind !== 'double' ? context.cast(e, DOUBLE) : e;
}

const toLong = (e: TypedExpression, context: BindContext): TypedExpression =>
  sameType(e.type, LONG) ? e : context.cast(e, LONG);

function resultType(op: ArithmeticOperator, left: DataType, right: DataType): DataType {
  if (op === 'div') return LONG;
  return left.kind === 'decimal' && right.kind === 'decimal' ? decimalResult(op, left, right) : left;
}

function arithmeticCode(op: ArithmeticOperator, left: DataType, right: DataType, type: DataType): ScalarCode {
  if (left.kind === 'double' && (op === '+' || op === '-' || op === '*'))
    return inline(([a, b]) => `(${a} ${op} ${b})`);
  if (left.kind === 'long' && op !== '/') return longArithmetic(op);
  if (left.kind === 'decimal' && right.kind === 'decimal') {
    return (
      shortDecimals(op, left, right, type as DecimalType) ??
      decimalArithmetic(op, left, right, type, exactDecimals(op, left, right, type))
    );
  }
  const compute = arithmetic(op, left);
  return inline(([a, b], g) => `${g.constant(compute)}(${a}, ${b})`);
}

/** The most digits of whole numbers that are exact as doubles. */
const EXACT_DIGITS = 15;
/** The most digits that 64 bits hold. */
const LONG_DIGITS = 18;

/** Decimals of so few digits that no result is too large, and nothing has to be looked at; null for others. */
function shortDecimals(op: ArithmeticOperator, a: DecimalType, b: DecimalType, to: DecimalType): ScalarCode | null {
  if (op === '*') {
    if (a.precision + b.precision > EXACT_DIGITS || to.scale !== a.scale + b.scale) return null;
    return onDoubles((x, y) => `${x} * ${y}`);
  }
  if (op === 'div' || op === '%' || op === 'pmod') {
    const scale = Math.max(a.scale, b.scale);
    const [up, upRight] = [scale - a.scale, scale - b.scale];
    if (a.precision + up > LONG_DIGITS || b.precision + upRight > LONG_DIGITS) return null;
    // A rest that is made positive by adding the divisor may have more digits than the dividend has, as the type has it.
    if (op === 'pmod' && b.precision - b.scale > a.precision - a.scale) return null;
    return scaledDivision(op, pow10(up), pow10(upRight));
  }
  if (op === '/') return null;
  const [left, right] = [a, b].map(({ scale }) => to.scale - scale) as [number, number];
  if (left < 0 || right < 0 || a.precision + left >= EXACT_DIGITS || b.precision + right >= EXACT_DIGITS) return null;
  return onDoubles((x, y) => `${x} * ${10 ** left} ${op} ${y} * ${10 ** right}`);
}

/** An operation on two 64-bit integers that doubles do exactly. */
const onDoubles = (combine: (x: string, y: string) => string): ScalarCode => ({
  form: 'generate',
  generate(args, g) {
    const parts = args.map((arg) => g.bound(g.expression(arg)));
    const isNull = parts.map((part) => part.isNull).reduce(either, 'false');
    if (isNull === 'true') return NULL_CODE;
    const [x, y] = parts.map((part) => g.nearestDouble(part)) as [string, string];
    const made = g.fresh('d');
    const read = isNull === 'false' ? combine(x, y) : `${isNull} ? 0 : ${combine(x, y)}`;
    const code = [...parts.map((part) => part.code), `const ${made} = ${read};`].join('\n');
    return g.exactDouble(code, isNull, made);
  },
});

const operator = (
  op: ArithmeticOperator,
  name: string,
  description: string,
  sql: string,
  result: string,
): ScalarFunction =>
  defineFunction({
    name: op,
    group: 'operator',
    description,
    parameters: ['left', 'right'],
    examples: [{ sql, result }],
    pretty: infix(op),
    bind(args, context) {
      if (args.length === 1 && op === '-') return bindNegative(args, context);
      if (args.length === 1 && op === '+') return bindPositive(args, context);
      return bindArithmetic(op, args, context);
    },
  });

export const plus = operator(
  '+',
  'plus',
  'The sum of left and right; also a date or timestamp moved by an interval.',
  '1 + 2',
  '3',
);
export const minus = operator('-', 'minus', 'Left less right; with one operand, its negative.', '5 - 2', '3');
export const times = operator('*', 'times', 'The product of left and right.', '2 * 3', '6');
export const over = operator('/', 'over', 'Left divided by right, as DOUBLE unless both are DECIMAL.', '7 / 2', '3.5');
export const remainder = operator(
  '%',
  'remainder',
  'What is left when left is divided by right; it has the sign of left.',
  '-7 % 3',
  '-1',
);
export const div = operator('div', 'div', 'The whole part of left divided by right, as BIGINT.', '7 div 2', '3');
