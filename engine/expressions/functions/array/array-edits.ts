import { NULL_CODE, type CodeContext, type ExpressionCode } from '../../../codegen/code-context.ts';
import { either } from '../../../codegen/either.ts';
import {
  listBetween,
  listOfParts,
  listOfPlaces,
  NO_ITEMS,
  settled,
  type ListCode,
} from '../../../codegen/list-code.ts';
import { array, type ArrayType, type DataType } from '../../../types/data-type.ts';
import { unexpectedInputType } from '../../analysis-errors.ts';
import { arrayAndElement, arrayArgument, elementOf } from '../../array-arguments.ts';
import { reverseBinary, reverseText } from '../../bytes/repeat.ts';
import type { ScalarCode, ScalarFunction } from '../../define-function.ts';
import { bytes } from '../../function-code.ts';
import { indexOfZero, invalidParameter } from '../../index-errors.ts';
import { boundItem, countOf, listCode, listOf, placed, unless } from '../../list-call.ts';
import { checkArraySize } from '../../result-size.ts';
import { accepted } from '../../signature.ts';
import { ANY_ARRAY, anyOf, arrayOf, BYTES, INT, TEXT } from '../../type-pattern.ts';
import type { TypedExpression } from '../../typed.ts';
import { comparisonText } from '../operator/comparison.ts';
import { bound, defineArrayFunction, int } from './define-array-function.ts';
import { flattened } from './flattened.ts';
import { joinedLists } from './joined-lists.ts';

/** The items for which a condition holds. */
const chosen = (list: ListCode, holds: (item: ExpressionCode) => string): ListCode => ({
  each: (body) =>
    list.each((item) => {
      const test = holds(item);
      return test === 'true' ? body(item) : test === 'false' ? '' : `if (${test}) {\n${body(item)}\n}`;
    }),
  copies: list.copies,
});

export const arrayRemove = defineArrayFunction({
  name: 'array_remove',
  description: 'The array without the elements that equal element.',
  parameters: ['array', 'element'],
  examples: [{ sql: 'array_remove(array(1, 2, 3, 3), 3)', result: '[1, 2]' }],
  count: [2, 2],
  bind: (args, context) => {
    const [a, e] = arrayAndElement(args, { array: 0, element: 1 }, context);
    return bound([a, e], a.type, removedCode(e.type));
  },
});

const removedCode = (type: DataType): ScalarCode =>
  listOf(
    ({ lists: [list], values: [value] }, g) => ({
      list: chosen(list!, (item) => {
        if (item.isNull === 'true') return 'true';
        const differs = `!${comparisonText('==', type, item, value!, g)}`;
        return item.isNull === 'false' ? differs : `(${item.isNull} || ${differs})`;
      }),
    }),
    1,
  );

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
      const code = listCode((parts, g) => {
        const [list, item] = [g.list(parts[0]!), boundItem(parts[1]!, g)];
        const one = listOfParts([settled(item)]);
        const joined = joinedLists(atEnd ? [list.list, one] : [one, list.list]);
        return { code: `${list.code}\n${item.code}`, isNull: list.isNull, list: joined };
      });
      return { args: [a, e], type, nullable: a.nullable, code };
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
    const code = listCode((parts, g) => insertedItem(parts, g));
    return { args: [a, at, e], type, nullable: a.nullable || at.nullable, code };
  },
});

function insertedItem(parts: readonly TypedExpression[], g: CodeContext): ReturnType<CodeContext['list']> {
  const [list, at, item] = [g.list(parts[0]!), g.bound(g.expression(parts[1]!)), boundItem(parts[2]!, g)];
  const isNull = either(list.isNull, at.isNull);
  const before = `${list.code}\n${at.code}\n${item.code}`;
  if (isNull === 'true') return { code: before, isNull, list: NO_ITEMS };
  const items = placed(list.list, parts[0]!.type, isNull, g);
  const { count } = countOf(items.list, g);
  const [n, place, pads] = [g.fresh('n'), g.fresh('n'), g.fresh('n')];
  const run = [
    `${g.constant(checkInsertion)}(${at.value}); ${n} = ${count};`,
    // a place from the end is that before which the item goes; NULLs fill up what is missing
    `${pads} = ${at.value} > 0 ? Math.max(0, ${at.value} - 1 - ${n}) : Math.max(0, -${at.value} - 1 - ${n});`,
    `${place} = ${at.value} > 0 ? Math.min(${at.value} - 1, ${n}) : Math.max(0, ${n} + ${at.value} + 1);`,
  ].join('\n');
  const between = (from: string, to: string): ListCode => listBetween(from, to, items.places.item, g);
  const padding = listOfPlaces(pads, () => NULL_CODE, g);
  const front = { ...padding, each: (body: Body) => `if (${at.value} < 0) {\n${padding.each(body)}\n}` };
  const gap = { ...padding, each: (body: Body) => `if (${at.value} > 0) {\n${padding.each(body)}\n}` };
  const made = [between('0', place), gap, listOfParts([settled(item)]), front, between(place, n)];
  return {
    code: `${before}\n${items.code}\nlet ${n} = 0, ${place} = 0, ${pads} = 0;\n${unless(isNull, run)}`,
    isNull,
    list: joinedLists(made),
  };
}

type Body = (item: ExpressionCode) => string;

function checkInsertion(place: number): void {
  if (place === 0) throw indexOfZero();
  checkArraySize(Math.abs(place), 'array_insert');
}

export const arrayCompact = defineArrayFunction({
  name: 'array_compact',
  description: 'The array without NULLs.',
  parameters: ['array'],
  examples: [{ sql: 'array_compact(array(1, NULL, 3))', result: '[1, 3]' }],
  count: [1, 1],
  bind: (args, context) => {
    const a = arrayArgument(args, 0, context);
    return bound([a], array(elementOf(a), false), compacted);
  },
});

const compacted = listOf(({ lists: [list] }) => {
  const present = chosen(list!, (item) =>
    item.isNull === 'false' ? 'true' : item.isNull === 'true' ? 'false' : `!${item.isNull}`,
  );
  return {
    list: {
      ...present,
      each: (body) => present.each((item) => body(item.isNull === 'false' ? item : { ...item, isNull: 'false' })),
    },
  };
});

function repetitions(count: number): number {
  checkArraySize(count, 'array_repeat');
  return Math.max(0, count);
}

export const arrayRepeat = defineArrayFunction({
  name: 'array_repeat',
  description: 'An array of element, count times.',
  parameters: ['element', 'count'],
  examples: [{ sql: "array_repeat('123', 2)", result: '[123, 123]' }],
  count: [2, 2],
  bind: (args, context) => {
    const n = int(args, 1, context);
    const code = listCode((parts, g) => {
      const [item, count] = [boundItem(parts[0]!, g), g.bound(g.expression(parts[1]!))];
      const times = g.fresh('n');
      const before = `${item.code}\n${count.code}\nlet ${times} = 0;`;
      const run = unless(count.isNull, `${times} = ${g.constant(repetitions)}(${count.value});`);
      const list = listOfPlaces(times, () => settled(item), g);
      return { code: `${before}\n${run}`, isNull: count.isNull, list };
    });
    return { args: [args[0]!, n], type: array(args[0]!.type, args[0]!.nullable), nullable: n.nullable, code };
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
    return bound(parts, a.type, sliced);
  },
});

const sliced = listOf(({ lists: [list], values: [start, length], isNull }, g, args) => {
  const items = placed(list!, args[0]!.type, isNull, g);
  const { count } = countOf(items.list, g);
  const [from, to] = [g.fresh('n'), g.fresh('n')];
  const run = `${from} = ${g.constant(firstPlace)}(${start!.value}, ${length!.value}, ${count}); ${to} = Math.min(${count}, ${from} + ${length!.value});`;
  return {
    code: `${items.code}\nlet ${from} = 0, ${to} = 0;\n${unless(isNull, run)}`,
    list: listBetween(from, to, items.places.item, g),
  };
});

/** Where a part begins, the number of items where there is no such place. */
function firstPlace(start: number, length: number, count: number): number {
  if (start === 0) {
    const reason = 'Expects a positive or a negative value for `start`, but got 0.';
    throw invalidParameter('START', 'start', 'slice', reason);
  }
  if (length < 0) {
    const reason = `Expects \`length\` greater than or equal to 0, but got ${length}.`;
    throw invalidParameter('LENGTH', 'length', 'slice', reason);
  }
  const from = start > 0 ? start - 1 : count + start;
  return from < 0 || from >= count ? count : from;
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
    return bound([a], inner, flattened(a.type), (a.type as ArrayType).containsNull);
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
  return reversed;
}

const reversed = listOf(({ lists: [list], isNull }, g, args) => {
  if (list!.parts !== undefined) return { list: listOfParts(list!.parts.toReversed()) };
  const items = placed(list!, args[0]!.type, isNull, g);
  const last = g.fresh('n');
  const code = `${items.code}\nlet ${last} = 0;\n${unless(isNull, `${last} = ${items.places.count};`)}`;
  return { code, list: listOfPlaces(last, (place) => items.places.item(`${last} - 1 - ${place}`), g) };
});
