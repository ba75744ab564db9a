import type { ListCode } from '../../../codegen/list-code.ts';
import { listOfParts } from '../../../codegen/list-code.ts';

/** The items of lists, one after the other. */
export function joinedLists(lists: readonly ListCode[]): ListCode {
  const parts = lists.map((list) => list.parts);
  if (parts.every((each) => each !== undefined)) return listOfParts(parts.flat());
  return {
    each: (body) => lists.map((list) => `{\n${list.each(body)}\n}`).join('\n'),
    copies: lists.reduce((n, { copies }) => n + copies, 0),
  };
}
