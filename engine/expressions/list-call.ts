import type { CodeContext, ExpressionCode } from '../codegen/code-context.ts';
import { either } from '../codegen/either.ts';
import { keptItems, placedList } from '../codegen/kept-list.ts';
import { listOfScalars, NO_ITEMS, settled, type ListCode, type ListExpression } from '../codegen/list-code.ts';
import { itemType } from '../columnar/item-type.ts';
import type { DataType } from '../types/data-type.ts';
import type { GenerateCode } from './define-function.ts';
import { orNull } from '../codegen/or-null.ts';
import type { LambdaExpression, TypedExpression } from './typed.ts';

/** Code over the items of arrays and maps, which are not built for it. */

export const isList = ({ kind }: DataType): boolean => kind === 'array' || kind === 'map';

/** So many copies of the statements for an item are made of an array whose items are known one by one. */
export const MOST_COPIES = 8;

/** What a call reads: its lists, its other arguments (lambdas left out), and whether one of those is null. */
export interface Operands {
  readonly code: string;
  readonly isNull: string;
  readonly lists: readonly ListCode[];
  readonly values: readonly ExpressionCode[];
}

/** @param leading how many arguments are read item by item: an array behind them is a value as any other */
export function operands(args: readonly TypedExpression[], g: CodeContext, leading = args.length): Operands {
  const lists: ListCode[] = [];
  const values: ExpressionCode[] = [];
  const statements: string[] = [];
  let isNull = 'false';
  for (const [i, arg] of args.entries()) {
    if (arg.node === 'lambda') continue;
    const isItems = i < leading && isList(arg.type);
    const part = isItems ? g.list(arg) : g.repeatable(g.expression(arg));
    statements.push(part.code);
    isNull = either(isNull, part.isNull);
    if (isItems) lists.push((part as ListExpression).list);
    else values.push(settled(part as ExpressionCode));
  }
  return { code: statements.join('\n'), isNull, lists, values };
}

/** An item of an array in the making. */
export function boundItem(e: TypedExpression, g: CodeContext): ExpressionCode {
  return g.repeatable(g.part(e));
}

/** Statements that run where nothing is null. */
export const unless = (isNull: string, statements: string): string =>
  isNull === 'false' ? statements : isNull === 'true' ? '' : `if (!${isNull}) {\n${statements}\n}`;

/** Whether whoever has found what he looks for may leave the rest: reading it computes nothing. */
export const isAtHand = ({ places, parts }: ListCode): boolean => places !== undefined || parts !== undefined;

/** How many items there are: statements and the number. They run where the list is not null. */
export function countOf(list: ListCode, g: CodeContext): { readonly code: string; readonly count: string } {
  if (list.parts !== undefined) return { code: '', count: String(list.parts.length) };
  if (list.places !== undefined) return { code: '', count: list.places.count };
  const count = g.fresh('n');
  return { code: `let ${count} = 0;\n${list.each(() => `${count}++;`)}`, count };
}

/** A list whose statements for an item are not repeated often. */
export function compact(
  list: ListCode,
  type: DataType,
  isNull: string,
  g: CodeContext,
): { code: string; list: ListCode } {
  return list.copies <= MOST_COPIES ? { code: '', list } : keptItems(list, itemType(type), isNull, g);
}

/** The items of a list by their places: statements first. */
export function placed(
  list: ListCode,
  type: DataType,
  isNull: string,
  g: CodeContext,
): { readonly code: string; readonly list: ListCode; readonly places: NonNullable<ListCode['places']> } {
  const given = placedList({ code: '', isNull, list }, type, g);
  return { code: given.code, list: given.list, places: given.list.places };
}

/** A function that gives a list: where somebody needs it whole, the array is built. */
export function listCode(list: (args: readonly TypedExpression[], g: CodeContext) => ListExpression): GenerateCode {
  return {
    form: 'generate',
    list,
    generate(args, g) {
      const { code, isNull, list: items } = list(args, g);
      if (isNull === 'true') return { code, isNull, value: 'null' };
      if (items.parts !== undefined && isNull === 'false') {
        return { code, isNull, value: `[${items.parts.map(orNull).join(', ')}]` };
      }
      const name = g.fresh();
      const build = `${name} = [];\n${items.each((item) => `${name}.push(${orNull(item)});`)}`;
      return { code: `${code}\nlet ${name} = null;\n${unless(isNull, build)}`, isNull, value: name };
    },
  };
}

/** A function of arguments none of which is null that gives a list. */
export const listOf = (
  make: (
    operands: Operands,
    g: CodeContext,
    args: readonly TypedExpression[],
  ) => {
    readonly code?: string;
    readonly isNull?: string;
    readonly list: ListCode;
  },
  leading?: number,
): GenerateCode =>
  listCode((args, g) => {
    const given = operands(args, g, leading);
    if (given.isNull === 'true') return { code: given.code, isNull: 'true', list: NO_ITEMS };
    const { code = '', isNull = given.isNull, list } = make(given, g, args);
    return { code: `${given.code}\n${code}`, isNull, list };
  });

/** A function of arguments none of which is null that gives a value. */
export const valueOf = (
  make: (operands: Operands, g: CodeContext, args: readonly TypedExpression[]) => ExpressionCode,
  leading?: number,
): GenerateCode => ({
  form: 'generate',
  generate(args, g) {
    const given = operands(args, g, leading);
    if (given.isNull === 'true') return { code: given.code, isNull: 'true', value: 'null' };
    const made = make(given, g, args);
    return { ...made, code: `${given.code}\n${made.code}` };
  },
});

/** The lambdas among arguments. */
export const lambdasOf = (args: readonly TypedExpression[]): readonly LambdaExpression[] =>
  args.filter((arg): arg is LambdaExpression => arg.node === 'lambda');

/** What a kernel of scalars gives, as a list: the array that it makes. */
export function builtList(call: string, isNull: string, entries: boolean, g: CodeContext): ListExpression {
  const name = g.fresh();
  const read = isNull === 'false' ? call : `${isNull} ? null : ${call}`;
  return { code: `const ${name} = ${read};`, isNull: `(${name} === null)`, list: listOfScalars(name, entries, g) };
}
