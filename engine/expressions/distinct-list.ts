/** Where a list keeps its index: beside its elements, out of sight of whoever writes or compares it. */
const INDEX = Symbol('index');
/** A search through so few costs less than an index. */
const FEW = 8;

type Indexed<T> = T[] & { [INDEX]?: Set<unknown> };

/**
 * A function that appends an item to a list unless there is one of the same key, and says whether it did. Lists are plain
 * arrays, so that a checkpoint can keep them; a list without an index, such as one out of a checkpoint, gets a new one.
 *
 * @param keyOf gives keys that a Set tells apart; only this function may change the lists
 */
export function distinctAppender<T>(keyOf: (item: T) => unknown): (list: T[], item: T) => boolean {
  return (list: Indexed<T>, item) => {
    const key = keyOf(item);
    const index = list[INDEX];
    if (index === undefined && list.length < FEW) {
      for (const other of list) if (sameKey(keyOf(other), key)) return false;
    } else {
      const keys = index ?? indexed(list, keyOf);
      const before = keys.size;
      if (keys.add(key).size === before) return false;
    }
    list.push(item);
    return true;
  };
}

function indexed<T>(list: Indexed<T>, keyOf: (item: T) => unknown): Set<unknown> {
  const index = new Set(list.map(keyOf));
  Object.defineProperty(list, INDEX, { value: index });
  return index;
}

/** As a Set compares: NaN is itself. */
const sameKey = (a: unknown, b: unknown): boolean => a === b || (a !== a && b !== b);
