import { comparePresent } from '../../../types/compare.ts';
import type { DataType } from '../../../types/data-type.ts';
import type { Items } from './define-array-function.ts';

/** Up to here placing each item among those before it is cheaper than a general sort. */
const FEW = 12;

/** A sorted copy of an array: NULLs are the smallest, or always last; equal items keep their order. */
export function sorter(
  element: DataType,
  nulls: 'smallest' | 'last' = 'smallest',
): (items: Items, ascending: boolean) => unknown[] {
  const up = comparePresent(element);
  const down = (a: unknown, b: unknown): number => up(b, a);
  return (items, ascending) => {
    const compare = ascending ? up : down;
    const sorted: unknown[] = [];
    let missing = 0;
    for (let i = 0; i < items.length; i++) {
      const item = items[i];
      if (item === null) missing++;
      else sorted.push(item);
    }
    if (sorted.length <= FEW) placeEach(sorted, compare);
    else sorted.sort(compare);
    if (missing === 0) return sorted;
    const none = new Array<null>(missing).fill(null);
    return ascending && nulls === 'smallest' ? [...none, ...sorted] : [...sorted, ...none];
  };
}

function placeEach(items: unknown[], compare: (a: unknown, b: unknown) => number): void {
  for (let i = 1; i < items.length; i++) {
    const item = items[i];
    let at = i;
    for (; at > 0 && compare(items[at - 1], item) > 0; at--) items[at] = items[at - 1];
    items[at] = item;
  }
}
