import { array, type ArrayType, BOOLEAN } from '../../../types/data-type.ts';
import { arrayArgument, elementOf, twoArrays } from '../../array-arguments.ts';
import type { ScalarFunction } from '../../define-function.ts';
import { kernel } from '../../function-code.ts';
import { setKey } from '../../scalar-key.ts';
import { bound, defineArrayFunction, type Items } from './define-array-function.ts';

/** Spark's sets know one zero. */
const unsigned = (value: unknown): unknown => (value === 0 ? 0 : value);

/** The first of each group of equal elements. */
function distinctItems(items: Items, key: (value: unknown) => unknown): unknown[] {
  const seen = new Set<unknown>();
  return items.filter((item) => {
    const known = seen.size;
    return seen.add(key(item)).size > known;
  });
}

export const arrayDistinct = defineArrayFunction({
  name: 'array_distinct',
  description: 'The array without repeated elements.',
  parameters: ['array'],
  examples: [{ sql: 'array_distinct(array(1, 2, 3, NULL, 3))', result: '[1, 2, 3, NULL]' }],
  count: [1, 1],
  bind: (args, context) => {
    const a = arrayArgument(args, 0, context);
    const key = setKey(elementOf(a));
    return bound(
      [a],
      a.type,
      kernel((items: Items) => distinctItems(items, key).map(unsigned)),
    );
  },
});

const setFunction = (
  name: string,
  description: string,
  result: string,
  combine: (a: Items, b: Items, key: (v: unknown) => unknown) => unknown[],
  nulls: (a: boolean, b: boolean) => boolean,
): ScalarFunction =>
  defineArrayFunction({
    name,
    description,
    parameters: ['array1', 'array2'],
    examples: [{ sql: `${name}(array(1, 2, 3), array(1, 3, 5))`, result }],
    count: [2, 2],
    bind: (args, context) => {
      const [a, b] = twoArrays(args, context);
      const key = setKey(elementOf(a));
      const containsNull = nulls((a.type as ArrayType).containsNull, (b.type as ArrayType).containsNull);
      return bound(
        [a, b],
        array(elementOf(a), containsNull),
        kernel((x: Items, y: Items) => combine(x, y, key)),
      );
    },
  });

export const arrayUnion = setFunction(
  'array_union',
  'The elements of both arrays, each once.',
  '[1, 2, 3, 5]',
  (a, b, key) => distinctItems([...a, ...b], key).map(unsigned),
  (a, b) => a || b,
);

export const arrayIntersect = setFunction(
  'array_intersect',
  'The elements in both arrays, each once.',
  '[1, 3]',
  (a, b, key) => {
    const other = new Set(b.map(key));
    return distinctItems(a, key)
      .filter((item) => other.has(key(item)))
      .map(unsigned);
  },
  (a, b) => a && b,
);

export const arrayExcept = setFunction(
  'array_except',
  'The elements of the first array that are not in the second, each once.',
  '[2]',
  (a, b, key) => {
    const other = new Set(b.map(key));
    return distinctItems(a, key).filter((item) => !other.has(key(item)));
  },
  (a) => a,
);

export const arraysOverlap = defineArrayFunction({
  name: 'arrays_overlap',
  description: 'Whether both arrays share an element that is not NULL.',
  parameters: ['a1', 'a2'],
  examples: [{ sql: 'arrays_overlap(array(1, 2), array(2, 3))', result: 'true' }],
  count: [2, 2],
  bind: (args, context) => {
    const [a, b] = twoArrays(args, context);
    const key = setKey(elementOf(a));
    return bound(
      [a, b],
      BOOLEAN,
      kernel((x: Items, y: Items) => {
        const other = new Set(y.filter((item) => item !== null).map(key));
        if (x.some((item) => item !== null && other.has(key(item)))) return true;
        return x.length > 0 && y.length > 0 && (x.includes(null) || y.includes(null)) ? null : false;
      }),
      true,
    );
  },
});
