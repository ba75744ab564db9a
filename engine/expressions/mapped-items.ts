import type { ExpressionCode } from '../codegen/code-context.ts';
import { listOfParts, settled, type ListCode } from '../codegen/list-code.ts';

/** What is made of each item, once. */
export function mappedItems(
  list: ListCode,
  make: (item: ExpressionCode) => ExpressionCode,
): { readonly code: string; readonly list: ListCode } {
  const parts = list.parts?.map(make);
  if (parts !== undefined) {
    return { code: parts.map((part) => part.code).join('\n'), list: listOfParts(parts.map(settled)) };
  }
  const each: ListCode['each'] = (body) =>
    list.each((item) => {
      const made = make(item);
      return `${made.code}\n${body(settled(made))}`;
    });
  return { code: '', list: { each, copies: list.copies } };
}
