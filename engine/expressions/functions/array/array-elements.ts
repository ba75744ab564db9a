import type { ExpressionCode } from '../../../codegen/code-context.ts';
import { either } from '../../../codegen/either.ts';
import { type ArrayType, BOOLEAN, type DataType, INTEGER, LONG } from '../../../types/data-type.ts';
import { unexpectedInputType } from '../../analysis-errors.ts';
import { arrayAndElement, arrayArgument, elementOf } from '../../array-arguments.ts';
import type { ScalarCode, ScalarFunction } from '../../define-function.ts';
import { extractValue } from '../../extract-value.ts';
import { invalidElementIndex } from '../../index-errors.ts';
import { countOf, isAtHand, unless, valueOf } from '../../list-call.ts';
import { accepted } from '../../signature.ts';
import { ANY_ARRAY, ANY_MAP, anyOf, INT } from '../../type-pattern.ts';
import type { TypedExpression } from '../../typed.ts';
import { comparisonText } from '../operator/comparison.ts';
import { chosenItem, type Choice } from '../../chosen-item.ts';
import { bound, defineArrayFunction, int } from './define-array-function.ts';

const count = valueOf(({ lists: [list], isNull }, g) => {
  const { code, count: total } = countOf(list!, g);
  const n = g.fresh('n');
  return { code: `let ${n} = 0;\n${unless(isNull, `${code}\n${n} = ${total};`)}`, isNull, value: n };
});

export const size = defineArrayFunction({
  name: 'size',
  aliases: ['cardinality'],
  description: 'The number of elements of an array or map.',
  parameters: ['expr'],
  examples: [{ sql: "size(array('b', 'd'))", result: '2' }],
  count: [1, 1],
  bind: (args, context) => {
    const arg = accepted(args[0]!, 0, anyOf(ANY_ARRAY, ANY_MAP), args, context);
    return bound([arg], INTEGER, count);
  },
});

export const arraySize = defineArrayFunction({
  name: 'array_size',
  description: 'The number of elements of an array.',
  parameters: ['expr'],
  examples: [{ sql: 'array_size(array(1, 2))', result: '2' }],
  count: [1, 1],
  bind: (args, context) => bound([arrayArgument(args, 0, context)], INTEGER, count),
});

export const arrayContains = defineArrayFunction({
  name: 'array_contains',
  description: 'Whether the array holds the value; NULL when it does not but holds a NULL.',
  parameters: ['array', 'value'],
  examples: [{ sql: 'array_contains(array(1, 2, 3), 2)', result: 'true' }],
  count: [2, 2],
  bind: (args, context) => {
    const both = arrayAndElement(args, { array: 0, element: 1 }, context, { strict: true, refuseNull: true });
    const [a, e] = both;
    return bound(both, BOOLEAN, containsCode(e.type), (a.type as ArrayType).containsNull);
  },
});

const containsCode = (type: DataType): ScalarCode =>
  valueOf(({ lists: [list], values: [value], isNull }, g) => {
    const [hit, none, label] = [g.fresh('f'), g.fresh('z'), g.fresh('L')];
    const leave = isAtHand(list!) ? ` break ${label};` : '';
    const look = list!.each((item) => {
      if (item.isNull === 'true') return `${none} = true;`;
      const equal = `if (${comparisonText('==', type, item, value!, g)}) { ${hit} = true;${leave} }`;
      return item.isNull === 'false' ? equal : `if (${item.isNull}) ${none} = true; else ${equal}`;
    });
    const code = `let ${hit} = false, ${none} = false;\n${unless(isNull, `${label}: {\n${look}\n}`)}`;
    return { code, isNull: either(isNull, `(${none} && !${hit})`), value: hit };
  }, 1);

export const arrayPosition = defineArrayFunction({
  name: 'array_position',
  description: 'The place of the first such element, 0 if there is none.',
  parameters: ['array', 'element'],
  examples: [{ sql: 'array_position(array(3, 2, 1), 1)', result: '3' }],
  count: [2, 2],
  bind: (args, context) => {
    const both = arrayAndElement(args, { array: 0, element: 1 }, context, { strict: true });
    return bound(both, LONG, positionCode(both[1].type));
  },
});

const positionCode = (type: DataType): ScalarCode =>
  valueOf(({ lists: [list], values: [value], isNull }, g) => {
    const [place, found, label] = [g.fresh('n'), g.fresh('n'), g.fresh('L')];
    const leave = isAtHand(list!) ? ` break ${label};` : '';
    const look = list!.each((item) => {
      if (item.isNull === 'true') return `${place}++;`;
      const equal = comparisonText('==', type, item, value!, g);
      const present = item.isNull === 'false' ? equal : `!${item.isNull} && ${equal}`;
      return `${place}++;\nif (${found} === 0 && ${present}) { ${found} = ${place};${leave} }`;
    });
    const code = `let ${place} = 0, ${found} = 0;\n${unless(isNull, `${label}: {\n${look}\n}`)}`;
    return { code, isNull, value: `BigInt(${found})` };
  }, 1);

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
      return bound([collection, key], elementOf(collection), tolerant ? elementOrNull : elementAtPlace, true);
    },
  });

const itemOf = (choice: Omit<Choice, 'place'>): ScalarCode =>
  valueOf(({ lists: [list], values: [place], isNull }, g, args) =>
    chosenItem(list!, args[0]!.type, isNull, { ...choice, place: plainNumber(place!) }, g),
  );

/** A negative literal stands in parentheses. */
const plainNumber = ({ value }: ExpressionCode): string => value.replace(/^\((-\d+)\)$/, '$1');

const elementAtPlace = itemOf({
  fromOne: true,
  beyond: (place, total) => {
    throw invalidElementIndex(place, total);
  },
});
const elementOrNull = itemOf({ fromOne: true });

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
    return bound([a, int(args, 1, context)], elementOf(a), itemOf({ fromOne: false }), true);
  },
});
