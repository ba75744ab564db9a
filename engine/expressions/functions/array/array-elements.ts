import { equalScalars } from '../../../types/compare.ts';
import { type ArrayType, BOOLEAN, INTEGER, LONG } from '../../../types/data-type.ts';
import { unexpectedInputType } from '../../analysis-errors.ts';
import { arrayAndElement, arrayArgument, elementOf } from '../../array-arguments.ts';
import type { ScalarFunction } from '../../define-function.ts';
import { extractValue } from '../../extract-value.ts';
import { kernel } from '../../function-code.ts';
import { indexOfZero, invalidElementIndex } from '../../index-errors.ts';
import { accepted } from '../../signature.ts';
import { ANY_ARRAY, ANY_MAP, anyOf, INT } from '../../type-pattern.ts';
import type { TypedExpression } from '../../typed.ts';
import { bound, defineArrayFunction, int, type Items } from './define-array-function.ts';

export const size = defineArrayFunction({
  name: 'size',
  aliases: ['cardinality'],
  description: 'The number of elements of an array or map.',
  parameters: ['expr'],
  examples: [{ sql: "size(array('b', 'd'))", result: '2' }],
  count: [1, 1],
  bind: (args, context) => {
    const arg = accepted(args[0]!, 0, anyOf(ANY_ARRAY, ANY_MAP), args, context);
    return { args: [arg], type: INTEGER, nullable: arg.nullable, code: kernel((v: Items) => v.length) };
  },
});

export const arraySize = defineArrayFunction({
  name: 'array_size',
  description: 'The number of elements of an array.',
  parameters: ['expr'],
  examples: [{ sql: 'array_size(array(1, 2))', result: '2' }],
  count: [1, 1],
  bind: (args, context) =>
    bound(
      [arrayArgument(args, 0, context)],
      INTEGER,
      kernel((v: Items) => v.length),
    ),
});

export const arrayContains = defineArrayFunction({
  name: 'array_contains',
  description: 'Whether the array holds the value; NULL when it does not but holds a NULL.',
  parameters: ['array', 'value'],
  examples: [{ sql: 'array_contains(array(1, 2, 3), 2)', result: 'true' }],
  count: [2, 2],
  bind: (args, context) => {
    const [a, e] = arrayAndElement(args, { array: 0, element: 1 }, context, { strict: true, refuseNull: true });
    const equal = equalScalars(e.type);
    return bound(
      [a, e],
      BOOLEAN,
      kernel((items: Items, value: unknown) => {
        if (items.some((item) => item !== null && equal(item, value))) return true;
        return items.includes(null) ? null : false;
      }),
      (a.type as ArrayType).containsNull,
    );
  },
});

export const arrayPosition = defineArrayFunction({
  name: 'array_position',
  description: 'The place of the first such element, 0 if there is none.',
  parameters: ['array', 'element'],
  examples: [{ sql: 'array_position(array(3, 2, 1), 1)', result: '3' }],
  count: [2, 2],
  bind: (args, context) => {
    const [a, e] = arrayAndElement(args, { array: 0, element: 1 }, context, { strict: true });
    const equal = equalScalars(e.type);
    return bound(
      [a, e],
      LONG,
      kernel((items: Items, value: unknown) =>
        BigInt(items.findIndex((item) => item !== null && equal(item, value)) + 1),
      ),
    );
  },
});

/** An element by its place from 1 (or from the end), or a map's value; `tolerant` gives NULL beyond the ends. */
const elementAtOf = (name: string, tolerant: boolean, sql: string): ScalarFunction =>
  defineArrayFunction({
    name,
    description: `An element of an array by its place from 1, or a map's value${tolerant ? '; NULL beyond the ends' : ''}.`,
    parameters: ['collection', 'key'],
    examples: [{ sql: sql, result: '2' }],
    count: [2, 2],
    bind: (args, context) => {
      const [collection, key] = args as [TypedExpression, TypedExpression];
      if (collection.type.kind === 'map') {
        const call = extractValue(collection, key) as TypedExpression & { node: 'call' };
        return { args: call.args, type: call.type, nullable: true, code: call.code, pretty: context.sql(args) };
      }
      if (collection.type.kind !== 'array')
        throw unexpectedInputType(context.sql(args), 0, anyOf(ANY_ARRAY, ANY_MAP), collection);
      if (!['byte', 'short', 'integer'].includes(key.type.kind))
        throw unexpectedInputType(context.sql(args), 1, INT, key);
      return bound(
        [collection, key],
        elementOf(collection),
        kernel((items: Items, place: number) => {
          if (place === 0) throw indexOfZero();
          if (Math.abs(place) > items.length) {
            if (tolerant) return null;
            throw invalidElementIndex(place, items.length);
          }
          return items[place > 0 ? place - 1 : items.length + place];
        }),
        true,
      );
    },
  });

export const elementAt = elementAtOf('element_at', false, 'element_at(array(1, 2, 3), 2)');

export const tryElementAt = elementAtOf('try_element_at', true, 'try_element_at(array(1, 2, 3), 2)');

export const get = defineArrayFunction({
  name: 'get',
  description: 'An element by its place from 0; NULL beyond the ends.',
  parameters: ['array', 'index'],
  examples: [{ sql: 'get(array(1, 2, 3), 0)', result: '1' }],
  count: [2, 2],
  bind: (args, context) => {
    const a = arrayArgument(args, 0, context);
    return bound(
      [a, int(args, 1, context)],
      elementOf(a),
      kernel((items: Items, i: number) => items[i] ?? null),
      true,
    );
  },
});
