import { BOOLEAN, type DataType } from '../../../types/data-type.ts';
import { compareRanges, equalRanges } from '../../../types/byte-ranges.ts';
import { compareScalars, equalScalars } from '../../../types/compare.ts';
import { compare, equal } from '../../../types/int128.ts';
import type { ByteCode, CodeContext, ExpressionCode } from '../../../codegen/code-context.ts';
import { either } from '../../../codegen/either.ts';
import { typeMismatch, quotedType } from '../../analysis-errors.ts';
import { comparable } from '../../binary-operands.ts';
import { defineFunction, type BindContext, type BoundScalar, type ScalarFunction } from '../../define-function.ts';
import { checkCount } from '../../signature.ts';
import type { TypedExpression } from '../../typed.ts';

export type ComparisonOperator = '==' | '<' | '<=' | '>' | '>=' | '<=>';

const isFractional = (type: DataType): boolean => type.kind === 'float' || type.kind === 'double';

const PLAIN: ReadonlySet<string> = new Set([
  'boolean', 'byte', 'short', 'integer', 'long', 'decimal', 'date', 'timestamp', 'timestamp_ntz', 'year_month_interval',
  'day_time_interval', 'time',
]); // prettier-ignore

/** The JavaScript condition of a comparison of two values that are not null. */
export function comparisonText(
  op: ComparisonOperator,
  type: DataType,
  a: ExpressionCode,
  b: ExpressionCode,
  g: CodeContext,
): string {
  const equality = op === '==' || op === '<=>';
  if (a.words !== undefined && b.words !== undefined) {
    const words = [a.words, b.words].flatMap(({ array, at }) => [array, at]).join(', ');
    return equality ? `${g.constant(equal)}(${words})` : `(${g.constant(compare)}(${words}) ${op} 0)`;
  }
  if (PLAIN.has(type.kind)) return `(${a.value} ${equality ? '===' : op} ${b.value})`;
  if (isFractional(type)) return fractional(op, a.value, b.value);
  if ((type.kind === 'string' || type.kind === 'binary') && a.bytes !== undefined && b.bytes !== undefined) {
    return textComparison(op, a, b, a.bytes, b.bytes, g);
  }
  if (type.kind === 'string' && equality) return `(${a.value} === ${b.value})`;
  if (equality) return `${g.constant(equalScalars(type))}(${a.value}, ${b.value})`;
  return `(${g.constant(compareScalars(type))}(${a.value}, ${b.value}) ${op} 0)`;
}

/** Texts of the query's interner are equal when their numbers are; others are compared byte by byte. */
function textComparison(
  op: ComparisonOperator,
  a: ExpressionCode,
  b: ExpressionCode,
  left: ByteCode,
  right: ByteCode,
  g: CodeContext,
): string {
  const equality = op === '==' || op === '<=>';
  if (equality) {
    const ids = [a.id ?? idOfLiteral(a, b, g), b.id ?? idOfLiteral(b, a, g)];
    if (!ids.includes(undefined)) return `(${ids.join(' === ')})`;
  }
  const ranges = [left, right].flatMap(({ arena, start, end }) => [arena, start, end]).join(', ');
  return equality ? `${g.constant(equalRanges)}(${ranges})` : `(${g.constant(compareRanges)}(${ranges}) ${op} 0)`;
}

/** A literal beside a number is looked up once a block. */
const idOfLiteral = (code: ExpressionCode, beside: ExpressionCode, g: CodeContext): string | undefined =>
  code.literal === undefined || beside.id === undefined ? undefined : g.internedLiteral(code.literal);

/** NaN equals itself and is larger than every number. */
function fractional(op: ComparisonOperator, a: string, b: string): string {
  switch (op) {
    case '==':
    case '<=>':
      return `(${a} === ${b} || (${a} !== ${a} && ${b} !== ${b}))`;
    case '<':
      return `(${a} < ${b} || (${b} !== ${b} && ${a} === ${a}))`;
    case '>':
      return `(${a} > ${b} || (${a} !== ${a} && ${b} === ${b}))`;
    case '<=':
      return `(${a} <= ${b} || ${b} !== ${b})`;
    case '>=':
      return `(${a} >= ${b} || ${a} !== ${a})`;
  }
}

/** Whether Spark has an order for values of a type. */
export function isOrderable(type: DataType): boolean {
  switch (type.kind) {
    case 'map':
    case 'variant':
    case 'calendar_interval':
      return false;
    case 'array':
      return isOrderable(type.element);
    case 'struct':
      return type.fields.every((f) => isOrderable(f.type));
    default:
      return true;
  }
}

export function bindComparison(
  op: ComparisonOperator,
  args: readonly TypedExpression[],
  context: BindContext,
): BoundScalar {
  checkCount(args.length, 2, 2, context.functionName);
  const [left, right] = comparable(args[0]!, args[1]!, context);
  if (!isOrderable(left.type) && !(left.type.kind === 'calendar_interval' && (op === '==' || op === '<=>'))) {
    throw typeMismatch(
      'INVALID_ORDERING_TYPE',
      context.sql(args),
      `The \`${context.functionName}\` does not support ordering on type ${quotedType(left.type)}.`,
    );
  }
  const safe = op === '<=>';
  return {
    args: [left, right],
    type: BOOLEAN,
    nullable: !safe && (left.nullable || right.nullable),
    code: {
      form: 'generate',
      generate: (parts, g) => (safe ? nullSafeCode(parts, g) : comparisonCode(op, parts, g)),
    },
  };
}

function operands(args: readonly TypedExpression[], g: CodeContext): [ExpressionCode, ExpressionCode] {
  return args.map((arg) => g.comparable(g.expression(arg), arg.type)) as [ExpressionCode, ExpressionCode];
}

function comparisonCode(op: ComparisonOperator, args: readonly TypedExpression[], g: CodeContext): ExpressionCode {
  const [a, b] = operands(args, g);
  const isNull = either(a.isNull, b.isNull);
  const code = `${a.code}\n${b.code}`;
  if (isNull === 'true') return { code, isNull, value: 'null' };
  const test = comparisonText(op, args[0]!.type, a, b, g);
  if (isNull === 'false') return { code, isNull, value: test };
  const name = g.fresh();
  return { code: `${code}\nconst ${name} = ${isNull} ? undefined : ${test};`, isNull, value: name };
}

function nullSafeCode(args: readonly TypedExpression[], g: CodeContext): ExpressionCode {
  const [a, b] = operands(args, g);
  const code = `${a.code}\n${b.code}`;
  if (a.isNull === 'true' || b.isNull === 'true') {
    const other = a.isNull === 'true' ? b.isNull : a.isNull;
    return { code, isNull: 'false', value: `(${other})` };
  }
  const test = comparisonText('<=>', args[0]!.type, a, b, g);
  const value =
    a.isNull === 'false' && b.isNull === 'false'
      ? test
      : `((${a.isNull}) || (${b.isNull}) ? (${a.isNull}) === (${b.isNull}) : ${test})`;
  return { code, isNull: 'false', value };
}

const SQL: Readonly<Record<ComparisonOperator, string>> = {
  '==': '=',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
  '<=>': '<=>',
};

const comparison = (op: ComparisonOperator, description: string, sql: string, result: string): ScalarFunction =>
  defineFunction({
    name: op,
    ...(op === '==' ? { aliases: ['='] } : {}),
    group: 'operator',
    description,
    parameters: ['left', 'right'],
    examples: [{ sql, result }],
    pretty: ([a, b]) => `(${a} ${SQL[op]} ${b})`,
    bind: (args, context) => bindComparison(op, args, context),
  });

export const equalTo = comparison('==', 'Whether left equals right; NULL when one is NULL.', '2 = 2', 'true');
export const lessThan = comparison('<', 'Whether left is less than right.', '1 < 2', 'true');
export const atMost = comparison('<=', 'Whether left is at most right.', '2 <= 2', 'true');
export const greaterThan = comparison('>', 'Whether left is greater than right.', '1 > 2', 'false');
export const atLeast = comparison('>=', 'Whether left is at least right.', '2 >= 3', 'false');
export const equalNullSafe = comparison(
  '<=>',
  'Whether left equals right, where NULL equals NULL.',
  'NULL <=> NULL',
  'true',
);

export const equalNull = defineFunction({
  name: 'equal_null',
  group: 'conditional',
  description: 'Whether left equals right, where NULL equals NULL.',
  parameters: ['left', 'right'],
  examples: [{ sql: 'equal_null(1, NULL)', result: 'false' }],
  bind: (args, context) => bindComparison('<=>', args, context),
});
