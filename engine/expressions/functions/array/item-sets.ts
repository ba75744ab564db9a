import type { DataType } from '../../../types/data-type.ts';
import { isPlainValue, setKey } from '../../scalar-key.ts';
import type { Items } from './define-array-function.ts';

/** Up to here a look at each item costs less than a table of them. */
const FEW = 16;

/** What is asked of the elements of one type as members of sets. */
export interface ItemSets {
  /** The first of each group of equal items. */
  distinct(items: Items): unknown[];
  /** A test whether an item is among those. */
  among(items: Items): (item: unknown) => boolean;
}

/** Few plain values are compared one by one, others by a table of keys. */
export function itemSets(type: DataType): ItemSets {
  const key = setKey(type);
  const plain = isPlainValue(type);
  return {
    distinct(items) {
      const made: unknown[] = [];
      if (plain && items.length <= FEW) {
        for (let i = 0; i < items.length; i++) if (!made.includes(items[i])) made.push(items[i]);
        return made;
      }
      const seen = new Set<unknown>();
      for (const item of items) {
        const known = seen.size;
        if (seen.add(key(item)).size > known) made.push(item);
      }
      return made;
    },
    among(items) {
      if (plain && items.length <= FEW) return (item) => items.includes(item);
      const keys = new Set(items.map(key));
      return (item) => keys.has(key(item));
    },
  };
}
