import type { CodeContext, ExpressionCode } from '../codegen/code-context.ts';
import { settled, type ListCode } from '../codegen/list-code.ts';
import { mappedItems } from './mapped-items.ts';

/** One field of each item of a list of structs, or of an entry of a map, without the rest of it. */
export function fieldsOf(
  list: ListCode,
  ordinal: number,
  g: CodeContext,
): { readonly code: string; readonly list: ListCode } {
  const fieldOf = (item: ExpressionCode): ExpressionCode => {
    const field = g.fieldOf(settled(item), ordinal);
    return { ...field, code: `${item.code}\n${field.code}` };
  };
  const mapped = mappedItems(list, fieldOf);
  const { places } = list;
  if (places === undefined) return mapped;
  const { count, item } = places;
  return { ...mapped, list: { ...mapped.list, places: { count, item: (place) => fieldOf(item(place)) } } };
}
