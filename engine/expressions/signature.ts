import { sameType, type DataType } from '../types/data-type.ts';
import { unexpectedInputType, wrongArgumentCount } from './analysis-errors.ts';
import { unsupportedTime } from './casts/cast.ts';
import type { BindContext, BoundScalar, ScalarCode } from './define-function.ts';
import { implicitTarget } from './type-coercion.ts';
import type { TypePattern } from './type-pattern.ts';
import type { TypedExpression } from './typed.ts';

/** What most functions need to say: what they take, what they give, and how. */
export interface Signature {
  readonly args: readonly TypePattern[];
  /** Arguments that must be given; all when absent. */
  readonly required?: number;
  /** Pattern of any further arguments. */
  readonly rest?: TypePattern;
  /** Values of arguments left out, from the last: `{ 2: literal }`. */
  readonly defaults?: Readonly<Record<number, TypedExpression>>;
  readonly returns: DataType | ((args: readonly TypedExpression[], context: BindContext) => DataType);
  /** Whether the result may be null though no argument is. */
  readonly mayBeNull?: boolean;
  readonly code: ScalarCode | ((args: readonly TypedExpression[], context: BindContext) => ScalarCode);
}

/** The `bind` of a function with such a signature. */
export function signature(s: Signature): (args: readonly TypedExpression[], context: BindContext) => BoundScalar {
  return (given, context) => {
    const args = coerced(s, given, context);
    const type = typeof s.returns === 'function' ? s.returns(args, context) : s.returns;
    const code = typeof s.code === 'function' ? s.code(args, context) : s.code;
    return { args, type, nullable: s.mayBeNull === true || args.some((arg) => arg.nullable), code };
  };
}

/** The arguments checked, completed by defaults and cast to what the parameters take. */
export function coerced(
  s: Pick<Signature, 'args' | 'required' | 'rest' | 'defaults'>,
  given: readonly TypedExpression[],
  context: BindContext,
): TypedExpression[] {
  const required = s.required ?? s.args.length;
  checkCount(given.length, required, s.rest === undefined ? s.args.length : Infinity, context.functionName);
  const filled = [...given];
  for (let i = given.length; i < s.args.length; i++) {
    const value = s.defaults?.[i];
    if (value !== undefined) filled.push(value);
  }
  return filled.map((arg, i) => accepted(arg, i, s.args[i] ?? s.rest!, filled, context));
}

/** One argument cast to what its parameter takes. */
export function accepted(
  arg: TypedExpression,
  index: number,
  pattern: TypePattern,
  all: readonly TypedExpression[],
  context: BindContext,
): TypedExpression {
  if (arg.type.kind === 'time') throw unsupportedTime();
  const target = implicitTarget(arg.type, pattern);
  if (target === undefined) throw unexpectedInputType(context.sql(all), index, pattern, arg);
  return sameType(target, arg.type) ? arg : context.cast(arg, target);
}

/** Refuses a call with too few or too many arguments. */
export function checkCount(actual: number, least: number, most: number, name: string): void {
  if (actual >= least && actual <= most) return;
  const expected = least === most ? `${least}` : most === Infinity ? `> ${least - 1}` : `[${least}..${most}]`;
  throw wrongArgumentCount(name, expected, actual);
}

export const literalOf = (value: unknown, type: DataType): TypedExpression => ({
  node: 'literal',
  value,
  type,
  nullable: value === null,
});
