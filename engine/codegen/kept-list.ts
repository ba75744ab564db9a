import { itemType } from '../columnar/item-type.ts';
import type { DataType } from '../types/data-type.ts';
import type { CodeContext, ExpressionCode } from './code-context.ts';
import { partOfList, type ListCode, type ListExpression } from './list-code.ts';
import { Room, SinkCode } from './sink-code.ts';
import { Sink } from './sink.ts';

/** Few items are expected of a row. */
const FIRST_ITEMS = 64;

/** A place for items of a type that are computed and needed again; it is emptied with each row. */
export function itemScratch(item: DataType, g: CodeContext): SinkCode {
  const path = g.constant(new Sink(item, FIRST_ITEMS));
  const scratch = new SinkCode(g, path, item, new Room(g, path, g.fresh('m')), 'scratch');
  for (const room of scratch.rooms) g.once(room.declared());
  g.eachRow(scratch.cleared());
  return scratch;
}

/** Statements that keep the items of a list, and the list of those that are kept. */
export function keptItems(
  list: ListCode,
  item: DataType,
  isNull: string,
  g: CodeContext,
): { readonly code: string; readonly list: ListCode } {
  const scratch = itemScratch(item, g);
  const [start, end] = [g.fresh('s'), g.fresh('e')];
  const write = `${start} = ${scratch.next};\n${list.each((each) => scratch.append(each))}\n${end} = ${scratch.next};`;
  return {
    code: `let ${start} = 0, ${end} = 0;\n${isNull === 'false' ? write : `if (!${isNull}) {\n${write}\n}`}`,
    list: scratch.between(start, end),
  };
}

/** The same list, its items computed once and kept: it may be read as often as one likes. */
export function keptList({ code, isNull, list }: ListExpression, type: DataType, g: CodeContext): ExpressionCode {
  if (isNull === 'true') return { code, isNull, value: 'null' };
  const kept = keptItems(list, itemType(type), isNull, g);
  return partOfList(`${code}\n${kept.code}`, isNull, kept.list);
}

/** A list whose items can be read by their places; where they cannot yet, they are kept. */
export function placedList(
  given: ListExpression,
  type: DataType,
  g: CodeContext,
): ListExpression & { readonly list: { readonly places: NonNullable<ListCode['places']> } } {
  const { places } = given.list;
  if (places !== undefined) return { ...given, list: { ...given.list, places } };
  const kept = keptItems(given.list, itemType(type), given.isNull, g);
  return {
    code: `${given.code}\n${kept.code}`,
    isNull: given.isNull,
    list: { ...kept.list, places: kept.list.places! },
  };
}
