import { NULL_CODE, type CodeContext, type ExpressionCode } from '../../../codegen/code-context.ts';
import { either } from '../../../codegen/either.ts';
import { listOfParts, listOfPlaces, type ListCode } from '../../../codegen/list-code.ts';
import { structCode } from '../../../codegen/struct-code.ts';
import { countOf, placed, type Operands } from '../../list-call.ts';
import type { TypedExpression } from '../../typed.ts';

/** Lists side by side: statements, how many places the longest has, and the items at a place, NULL beyond an end. */
export interface SideBySide {
  readonly code: string;
  readonly count: string;
  items(place: string): readonly ExpressionCode[];
}

/** The items at the same places of all lists whose items are known one by one; null where one is not. */
export function partsSideBySide(lists: readonly ListCode[]): ExpressionCode[][] | null {
  const parts = lists.map((list) => list.parts);
  if (parts.some((each) => each === undefined)) return null;
  const longest = Math.max(0, ...parts.map((each) => each!.length));
  return Array.from({ length: longest }, (_, i) => parts.map((each) => each![i] ?? NULL_CODE));
}

export function sideBySide(
  lists: readonly ListCode[],
  types: readonly TypedExpression[],
  isNull: string,
  g: CodeContext,
): SideBySide {
  const all = lists.map((list, i) => placed(list, types[i]!.type, isNull, g));
  const counts = all.map(({ list }) => {
    const name = g.fresh('n');
    return { name, code: `const ${name} = ${isNull === 'false' ? '' : `${isNull} ? 0 : `}${countOf(list, g).count};` };
  });
  const count = g.fresh('n');
  const most = `const ${count} = Math.max(${counts.map(({ name }) => name).join(', ')}${counts.length === 0 ? '0' : ''});`;
  return {
    code: [...all.map(({ code }) => code), ...counts.map(({ code }) => code), most].join('\n'),
    count,
    items: (place) =>
      all.map(({ places }, i) => {
        const item = places.item(place);
        return { ...item, isNull: either(`(${place} >= ${counts[i]!.name})`, item.isNull) };
      }),
  };
}

/** Structs of the items at the same places. */
export function zippedItems(
  { lists, isNull }: Operands,
  g: CodeContext,
  args: readonly TypedExpression[],
): { readonly code: string; readonly list: ListCode } {
  const parts = partsSideBySide(lists);
  if (parts !== null) return { code: '', list: listOfParts(parts.map((items) => structCode('false', items))) };
  const { code, count, items } = sideBySide(lists, args, isNull, g);
  return { code, list: listOfPlaces(count, (place) => structCode('false', items(place)), g) };
}
