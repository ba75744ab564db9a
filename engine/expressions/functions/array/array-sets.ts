import { array, type ArrayType, BOOLEAN } from '../../../types/data-type.ts';
import { arrayArgument, elementOf, twoArrays } from '../../array-arguments.ts';
import type { ScalarFunction } from '../../define-function.ts';
import { kernel } from '../../function-code.ts';
import { bound, defineArrayFunction, type Items } from './define-array-function.ts';
import { itemSets, type ItemSets } from './item-sets.ts';

/** Spark's sets know one zero. */
function withOneZero(items: unknown[]): unknown[] {
  for (let i = 0; i < items.length; i++) if (items[i] === 0) items[i] = 0;
  return items;
}

export const arrayDistinct = defineArrayFunction({
  name: 'array_distinct',
  description: 'The array without repeated elements.',
  parameters: ['array'],
  examples: [{ sql: 'array_distinct(array(1, 2, 3, NULL, 3))', result: '[1, 2, 3, NULL]' }],
  count: [1, 1],
  bind: (args, context) => {
    const a = arrayArgument(args, 0, context);
    const { distinct } = itemSets(elementOf(a));
    return bound(
      [a],
      a.type,
      kernel((items: Items) => withOneZero(distinct(items))),
    );
  },
});

const setFunction = (
  name: string,
  description: string,
  result: string,
  combine: (a: Items, b: Items, sets: ItemSets) => unknown[],
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
      const sets = itemSets(elementOf(a));
      const containsNull = nulls((a.type as ArrayType).containsNull, (b.type as ArrayType).containsNull);
      return bound(
        [a, b],
        array(elementOf(a), containsNull),
        kernel((x: Items, y: Items) => combine(x, y, sets)),
      );
    },
  });

export const arrayUnion = setFunction(
  'array_union',
  'The elements of both arrays, each once.',
  '[1, 2, 3, 5]',
  (a, b, sets) => withOneZero(sets.distinct(a.concat(b))),
  (a, b) => a || b,
);

export const arrayIntersect = setFunction(
  'array_intersect',
  'The elements in both arrays, each once.',
  '[1, 3]',
  (a, b, sets) => withOneZero(sets.distinct(a).filter(sets.among(b))),
  (a, b) => a && b,
);

export const arrayExcept = setFunction(
  'array_except',
  'The elements of the first array that are not in the second, each once.',
  '[2]',
  (a, b, sets) => {
    const known = sets.among(b);
    return sets.distinct(a).filter((item) => !known(item));
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
    const { among } = itemSets(elementOf(a));
    return bound(
      [a, b],
      BOOLEAN,
      kernel((x: Items, y: Items) => {
        const known = among(y);
        for (let i = 0; i < x.length; i++) if (x[i] !== null && known(x[i])) return true;
        return x.length > 0 && y.length > 0 && (x.includes(null) || y.includes(null)) ? null : false;
      }),
      true,
    );
  },
});
