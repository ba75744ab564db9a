import { checkArraySize } from '../../result-size.ts';
import { equalScalars } from '../../../types/compare.ts';
import { array, type ArrayType, type DataType } from '../../../types/data-type.ts';
import { unexpectedInputType } from '../../analysis-errors.ts';
import { arrayAndElement, arrayArgument, elementOf } from '../../array-arguments.ts';
import { reverseBinary, reverseText } from '../../bytes/repeat.ts';
import type { ScalarCode, ScalarFunction } from '../../define-function.ts';
import { bytes, kernel, nullKernel } from '../../function-code.ts';
import { indexOfZero, invalidParameter } from '../../index-errors.ts';
import { accepted } from '../../signature.ts';
import { ANY_ARRAY, anyOf, arrayOf, BYTES, INT, TEXT } from '../../type-pattern.ts';
import { bound, defineArrayFunction, int, type Items } from './define-array-function.ts';

export const arrayRemove = defineArrayFunction({
  name: 'array_remove',
  description: 'The array without the elements that equal element.',
  parameters: ['array', 'element'],
  examples: [{ sql: 'array_remove(array(1, 2, 3, 3), 3)', result: '[1, 2]' }],
  count: [2, 2],
  bind: (args, context) => {
    const [a, e] = arrayAndElement(args, { array: 0, element: 1 }, context);
    const equal = equalScalars(e.type);
    return bound(
      [a, e],
      a.type,
      kernel((items: Items, value: unknown) => items.filter((item) => item === null || !equal(item, value))),
    );
  },
});

const withElement = (name: string, atEnd: boolean, sql: string, result: string): ScalarFunction =>
  defineArrayFunction({
    name,
    description: `The array with element at its ${atEnd ? 'end' : 'start'}.`,
    parameters: ['array', 'element'],
    examples: [{ sql: sql, result }],
    count: [2, 2],
    bind: (args, context) => {
      const [a, e] = arrayAndElement(args, { array: 0, element: 1 }, context, { strict: true });
      const type = array(elementOf(a), (a.type as ArrayType).containsNull || e.nullable);
      const join = (items: Items | null, value: unknown): unknown =>
        items === null ? null : atEnd ? [...items, value] : [value, ...items];
      return { args: [a, e], type, nullable: a.nullable, code: nullKernel(join as (...args: never[]) => unknown) };
    },
  });

export const arrayAppend = withElement('array_append', true, "array_append(array('b', 'd'), 'd')", '[b, d, d]');

export const arrayPrepend = withElement('array_prepend', false, "array_prepend(array('b', 'd'), 'd')", '[d, b, d]');

export const arrayInsert = defineArrayFunction({
  name: 'array_insert',
  description: 'The array with value at a place, counted from 1, or from the end when negative.',
  parameters: ['array', 'pos', 'value'],
  examples: [{ sql: 'array_insert(array(1, 2, 3), 2, 5)', result: '[1, 5, 2, 3]' }],
  count: [3, 3],
  bind: (args, context) => {
    const [a, e] = arrayAndElement(args, { array: 0, element: 2 }, context);
    if (args[1]!.type.kind === 'void' || args[1]!.type.kind === 'string')
      throw unexpectedInputType(context.sql(args), 1, INT, args[1]!);
    const at = int(args, 1, context);
    const type = array(elementOf(a), true);
    const insert = (items: Items | null, pos: number | null, value: unknown): unknown => {
      if (items === null || pos === null) return null;
      if (pos === 0) throw indexOfZero();
      checkArraySize(Math.abs(pos), 'array_insert');
      const result = [...items];
      if (pos > 0) {
        while (result.length < pos - 1) result.push(null);
        result.splice(pos - 1, 0, value);
      } else {
        const missing = Math.max(0, -pos - 1 - result.length);
        const filled = [...new Array<null>(missing).fill(null), ...result];
        filled.splice(filled.length + pos + 1, 0, value);
        return filled;
      }
      return result;
    };
    return {
      args: [a, at, e],
      type,
      nullable: a.nullable || at.nullable,
      code: nullKernel(insert as (...args: never[]) => unknown),
    };
  },
});

export const arrayCompact = defineArrayFunction({
  name: 'array_compact',
  description: 'The array without NULLs.',
  parameters: ['array'],
  examples: [{ sql: 'array_compact(array(1, NULL, 3))', result: '[1, 3]' }],
  count: [1, 1],
  bind: (args, context) => {
    const a = arrayArgument(args, 0, context);
    return bound(
      [a],
      array(elementOf(a), false),
      kernel((items: Items) => items.filter((item) => item !== null)),
    );
  },
});

function repeatedItem(value: unknown, count: number): unknown[] {
  checkArraySize(count, 'array_repeat');
  return new Array<unknown>(Math.max(0, count)).fill(value);
}

export const arrayRepeat = defineArrayFunction({
  name: 'array_repeat',
  description: 'An array of element, count times.',
  parameters: ['element', 'count'],
  examples: [{ sql: "array_repeat('123', 2)", result: '[123, 123]' }],
  count: [2, 2],
  bind: (args, context) => {
    const n = int(args, 1, context);
    const repeat = (value: unknown, count: number | null): unknown =>
      count === null ? null : repeatedItem(value, count);
    return {
      args: [args[0]!, n],
      type: array(args[0]!.type, args[0]!.nullable),
      nullable: n.nullable,
      code: nullKernel(repeat as (...args: never[]) => unknown),
    };
  },
});

export const slice = defineArrayFunction({
  name: 'slice',
  description: 'The part of an array from a place, counted from 1, or from the end when negative.',
  parameters: ['array', 'start', 'length'],
  examples: [{ sql: 'slice(array(1, 2, 3, 4), 2, 2)', result: '[2, 3]' }],
  count: [3, 3],
  bind: (args, context) => {
    const a = arrayArgument(args, 0, context);
    const parts = [a, int(args, 1, context), int(args, 2, context)];
    return bound(
      parts,
      a.type,
      kernel((items: Items, start: number, length: number) => {
        if (start === 0)
          throw invalidParameter(
            'START',
            'start',
            'slice',
            'Expects a positive or a negative value for `start`, but got 0.',
          );
        if (length < 0)
          throw invalidParameter(
            'LENGTH',
            'length',
            'slice',
            `Expects \`length\` greater than or equal to 0, but got ${length}.`,
          );
        const from = start > 0 ? start - 1 : items.length + start;
        return from < 0 || from >= items.length ? [] : items.slice(from, from + length);
      }),
    );
  },
});

function joinedItems(lists: readonly Items[]): unknown[] {
  checkArraySize(
    lists.reduce((n, list) => n + list.length, 0),
    'flatten',
  );
  const joined: unknown[] = [];
  for (const list of lists) for (let i = 0; i < list.length; i++) joined.push(list[i]);
  return joined;
}

export const flatten = defineArrayFunction({
  name: 'flatten',
  description: 'The elements of the arrays in an array.',
  parameters: ['arrayOfArrays'],
  examples: [{ sql: 'flatten(array(array(1, 2), array(3, 4)))', result: '[1, 2, 3, 4]' }],
  count: [1, 1],
  bind: (args, context) => {
    const a = arrayArgument(args, 0, context);
    const inner = elementOf(a);
    if (inner.kind !== 'array') throw unexpectedInputType(context.sql(args), 0, arrayOf(ANY_ARRAY), args[0]!);
    return bound(
      [a],
      inner,
      kernel((items: (Items | null)[]) => (items.includes(null) ? null : joinedItems(items as Items[]))),
      (a.type as ArrayType).containsNull,
    );
  },
});

export const reverse = defineArrayFunction({
  name: 'reverse',
  description: 'A text or array in reverse order.',
  parameters: ['expr'],
  examples: [{ sql: "reverse('Spark SQL')", result: 'LQS krapS' }],
  count: [1, 1],
  bind: (given, context) => {
    const arg = accepted(given[0]!, 0, anyOf(TEXT, BYTES, ANY_ARRAY), given, context);
    return bound([arg], arg.type, reverseCode(arg.type));
  },
});

function reverseCode({ kind }: DataType): ScalarCode {
  if (kind === 'string') return bytes('text', reverseText);
  if (kind === 'binary') return bytes('text', reverseBinary);
  return kernel((items: Items) => [...items].reverse());
}
