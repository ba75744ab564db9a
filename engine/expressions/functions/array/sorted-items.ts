import { comparePresent } from '../../../types/compare.ts';
import type { DataType } from '../../../types/data-type.ts';
import type { Items } from './define-array-function.ts';

/** Up to here placing each item among those before it is cheaper than a general sort. */
const FEW = 12;

/** A sorted copy of an array: NULLs are the smallest, equal items keep their order. */
export function sorter(element: DataType): (items: Items, ascending: boolean) => unknown[] {
  const up = comparePresent(element);
  const down = (a: unknown, b: unknown): number => up(b, a);
  return (items, ascending) => {
    const compare = ascending ? up : down;
    const sorted: unknown[] = [];
    let nulls = 0;
    for (let i = 0; i < items.length; i++) {
      const item = items[i];
      if (item === null) nulls++;
      else sorted.push(item);
    }
    if (sorted.length <= FEW) placeEach(sorted, compare);
    else sorted.sort(compare);
    if (nulls === 0) return sorted;
    const missing = Array.from({ length: nulls }, () => null);
    return ascending ? [...missing, ...sorted] : [...sorted, ...missing];
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
