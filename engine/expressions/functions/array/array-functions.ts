import {
  array,
  BOOLEAN,
  INTEGER,
  LONG,
  STRING,
  struct,
  type ArrayType,
  type DataType,
} from '../../../types/data-type.ts';
import { compareScalars, equalScalars } from '../../../types/compare.ts';
import { nonFoldable, quotedType, typeMismatch, unexpectedInputType } from '../../analysis-errors.ts';
import { arrayAndElement, arrayArgument, elementOf, twoArrays } from '../../array-arguments.ts';
import {
  defineFunction,
  type BindContext,
  type BoundScalar,
  type FunctionExample,
  type ScalarCode,
  type ScalarFunction,
} from '../../define-function.ts';
import { isConstant } from '../../evaluate.ts';
import { kernel, nullKernel } from '../../function-code.ts';
import { indexOfZero, invalidElementIndex, invalidParameter } from '../../index-errors.ts';
import { prettySql } from '../../pretty-sql.ts';
import { scalarKey } from '../../scalar-key.ts';
import { accepted, checkCount, literalOf } from '../../signature.ts';
import { ANY_ARRAY, ANY_MAP, anyOf, arrayOf, BOOL, BYTES, INT, TEXT } from '../../type-pattern.ts';
import type { TypedExpression } from '../../typed.ts';
import { isOrderable } from '../operator/comparison.ts';
import { extractValue } from '../../extract-value.ts';

type Bind = (args: readonly TypedExpression[], context: BindContext) => BoundScalar;
type Items = readonly unknown[];

const define = (
  name: string,
  parameters: readonly string[],
  description: string,
  example: readonly [string, string],
  count: readonly [number, number],
  bind: Bind,
  aliases: readonly string[] = [],
): ScalarFunction => {
  const examples: FunctionExample[] = [{ sql: example[0], result: example[1] }];
  return defineFunction({
    name,
    ...(aliases.length === 0 ? {} : { aliases }),
    group: 'array',
    description,
    parameters,
    examples,
    bind(args, context) {
      checkCount(args.length, count[0], count[1], context.functionName);
      return bind(args, context);
    },
  });
};

const bound = (args: readonly TypedExpression[], type: DataType, code: ScalarCode, mayBeNull = false): BoundScalar => ({
  args,
  type,
  nullable: mayBeNull || args.some((arg) => arg.nullable),
  code,
});

const int = (args: readonly TypedExpression[], index: number, context: BindContext): TypedExpression =>
  accepted(args[index]!, index, INT, args, context);

export const size = define(
  'size',
  ['expr'],
  'The number of elements of an array or map.',
  ["size(array('b', 'd'))", '2'],
  [1, 1],
  (args, context) => {
    const arg = accepted(args[0]!, 0, anyOf(ANY_ARRAY, ANY_MAP), args, context);
    return { args: [arg], type: INTEGER, nullable: arg.nullable, code: kernel((v: Items) => v.length) };
  },
  ['cardinality'],
);

export const arraySize = define(
  'array_size',
  ['expr'],
  'The number of elements of an array.',
  ['array_size(array(1, 2))', '2'],
  [1, 1],
  (args, context) =>
    bound(
      [arrayArgument(args, 0, context)],
      INTEGER,
      kernel((v: Items) => v.length),
    ),
);

export const arrayContains = define(
  'array_contains',
  ['array', 'value'],
  'Whether the array holds the value; NULL when it does not but holds a NULL.',
  ['array_contains(array(1, 2, 3), 2)', 'true'],
  [2, 2],
  (args, context) => {
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
);

export const arrayPosition = define(
  'array_position',
  ['array', 'element'],
  'The place of the first such element, 0 if there is none.',
  ['array_position(array(3, 2, 1), 1)', '3'],
  [2, 2],
  (args, context) => {
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
);

export const arrayRemove = define(
  'array_remove',
  ['array', 'element'],
  'The array without the elements that equal element.',
  ['array_remove(array(1, 2, 3, 3), 3)', '[1, 2]'],
  [2, 2],
  (args, context) => {
    const [a, e] = arrayAndElement(args, { array: 0, element: 1 }, context);
    const equal = equalScalars(e.type);
    return bound(
      [a, e],
      a.type,
      kernel((items: Items, value: unknown) => items.filter((item) => item === null || !equal(item, value))),
    );
  },
);

const withElement = (name: string, atEnd: boolean, sql: string, result: string): ScalarFunction =>
  define(
    name,
    ['array', 'element'],
    `The array with element at its ${atEnd ? 'end' : 'start'}.`,
    [sql, result],
    [2, 2],
    (args, context) => {
      const [a, e] = arrayAndElement(args, { array: 0, element: 1 }, context, { strict: true });
      const type = array(elementOf(a), (a.type as ArrayType).containsNull || e.nullable);
      const join = (items: Items | null, value: unknown): unknown =>
        items === null ? null : atEnd ? [...items, value] : [value, ...items];
      return { args: [a, e], type, nullable: a.nullable, code: nullKernel(join as (...args: never[]) => unknown) };
    },
  );

export const arrayAppend = withElement('array_append', true, "array_append(array('b', 'd'), 'd')", '[b, d, d]');
export const arrayPrepend = withElement('array_prepend', false, "array_prepend(array('b', 'd'), 'd')", '[d, b, d]');

export const arrayInsert = define(
  'array_insert',
  ['array', 'pos', 'value'],
  'The array with value at a place, counted from 1, or from the end when negative.',
  ['array_insert(array(1, 2, 3), 2, 5)', '[1, 5, 2, 3]'],
  [3, 3],
  (args, context) => {
    const [a, e] = arrayAndElement(args, { array: 0, element: 2 }, context);
    if (args[1]!.type.kind === 'void' || args[1]!.type.kind === 'string')
      throw unexpectedInputType(context.sql(args), 1, INT, args[1]!);
    const at = int(args, 1, context);
    const type = array(elementOf(a), true);
    const insert = (items: Items | null, pos: number | null, value: unknown): unknown => {
      if (items === null || pos === null) return null;
      if (pos === 0) throw indexOfZero();
      const result = [...items];
      if (pos > 0) {
        while (result.length < pos - 1) result.push(null);
        result.splice(pos - 1, 0, value);
      } else {
        const missing = -pos - 1 - result.length;
        for (let i = 0; i < missing; i++) result.unshift(null);
        result.splice(result.length + pos + 1, 0, value);
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
);

export const arrayCompact = define(
  'array_compact',
  ['array'],
  'The array without NULLs.',
  ['array_compact(array(1, NULL, 3))', '[1, 3]'],
  [1, 1],
  (args, context) => {
    const a = arrayArgument(args, 0, context);
    return bound(
      [a],
      array(elementOf(a), false),
      kernel((items: Items) => items.filter((item) => item !== null)),
    );
  },
);

export const arrayRepeat = define(
  'array_repeat',
  ['element', 'count'],
  'An array of element, count times.',
  ["array_repeat('123', 2)", '[123, 123]'],
  [2, 2],
  (args, context) => {
    const n = int(args, 1, context);
    const repeat = (value: unknown, count: number | null): unknown =>
      count === null ? null : Array.from({ length: Math.max(0, count) }, () => value);
    return {
      args: [args[0]!, n],
      type: array(args[0]!.type, args[0]!.nullable),
      nullable: n.nullable,
      code: nullKernel(repeat as (...args: never[]) => unknown),
    };
  },
);

/** Spark's sets know one zero. */
const unsigned = (value: unknown): unknown => (value === 0 ? 0 : value);

/** The first of each group of equal elements. */
function distinctItems(items: Items, key: (value: unknown) => string): unknown[] {
  const seen = new Set<string>();
  return items.filter((item) => {
    const text = key(item);
    return seen.has(text) ? false : seen.add(text) !== undefined;
  });
}

export const arrayDistinct = define(
  'array_distinct',
  ['array'],
  'The array without repeated elements.',
  ['array_distinct(array(1, 2, 3, NULL, 3))', '[1, 2, 3, NULL]'],
  [1, 1],
  (args, context) => {
    const a = arrayArgument(args, 0, context);
    const key = scalarKey(elementOf(a));
    return bound(
      [a],
      a.type,
      kernel((items: Items) => distinctItems(items, key).map(unsigned)),
    );
  },
);

const setFunction = (
  name: string,
  description: string,
  result: string,
  combine: (a: Items, b: Items, key: (v: unknown) => string) => unknown[],
  nulls: (a: boolean, b: boolean) => boolean,
): ScalarFunction =>
  define(
    name,
    ['array1', 'array2'],
    description,
    [`${name}(array(1, 2, 3), array(1, 3, 5))`, result],
    [2, 2],
    (args, context) => {
      const [a, b] = twoArrays(args, context);
      const key = scalarKey(elementOf(a));
      const containsNull = nulls((a.type as ArrayType).containsNull, (b.type as ArrayType).containsNull);
      return bound(
        [a, b],
        array(elementOf(a), containsNull),
        kernel((x: Items, y: Items) => combine(x, y, key)),
      );
    },
  );

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

export const arraysOverlap = define(
  'arrays_overlap',
  ['a1', 'a2'],
  'Whether both arrays share an element that is not NULL.',
  ['arrays_overlap(array(1, 2), array(2, 3))', 'true'],
  [2, 2],
  (args, context) => {
    const [a, b] = twoArrays(args, context);
    const key = scalarKey(elementOf(a));
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
);

export const arrayJoin = define(
  'array_join',
  ['array', 'delimiter', 'nullReplacement?'],
  'The elements joined to a text; NULLs are left out or replaced.',
  ["array_join(array('hello', NULL, 'world'), ' ', ',')", 'hello , world'],
  [2, 3],
  (given, context) => {
    const args = given.map((arg, i) => accepted(arg, i, i === 0 ? arrayOf(TEXT) : TEXT, given, context));
    return bound(
      args,
      STRING,
      kernel((items: (string | null)[], separator: string, missing?: string) =>
        items
          .filter((item) => item !== null || missing !== undefined)
          .map((item) => item ?? missing)
          .join(separator),
      ),
    );
  },
);

const extreme = (name: string, sign: number, description: string, result: string): ScalarFunction =>
  define(name, ['array'], description, [`${name}(array(1, 20, NULL, 3))`, result], [1, 1], (args, context) => {
    const a = arrayArgument(args, 0, context);
    requireOrder(elementOf(a), args, context);
    const compare = compareScalars(elementOf(a));
    return bound(
      [a],
      elementOf(a),
      kernel((items: Items) => {
        let best: unknown = null;
        for (const item of items) if (item !== null && (best === null || sign * compare(item, best) > 0)) best = item;
        return best;
      }),
      true,
    );
  });

export const arrayMax = extreme('array_max', 1, 'The largest element, NULLs left out.', '20');
export const arrayMin = extreme('array_min', -1, 'The smallest element, NULLs left out.', '1');

function requireOrder(type: DataType, args: readonly TypedExpression[], context: BindContext): void {
  if (isOrderable(type)) return;
  throw typeMismatch(
    'INVALID_ORDERING_TYPE',
    context.sql(args),
    `The \`${context.functionName}\` does not support ordering on type ${quotedType(type)}.`,
  );
}

export const sortArray = define(
  'sort_array',
  ['array', 'ascending?'],
  'The sorted array; NULLs come first, or last when descending.',
  ["sort_array(array('b', 'd', NULL, 'a'))", '[NULL, a, b, d]'],
  [1, 2],
  (args, context) => {
    const a = arrayArgument(args, 0, context);
    const ascending = accepted(args[1] ?? literalOf(true, BOOLEAN), 1, BOOL, args, context);
    if (!isConstant(ascending)) throw nonFoldable(context.sql(args), prettySql(ascending), 'BOOLEAN');
    requireOrder(elementOf(a), args, context);
    const compare = compareScalars(elementOf(a));
    return bound(
      [a, ascending],
      a.type,
      kernel((items: Items, up: boolean) => [...items].sort((x, y) => (up ? compare(x, y) : compare(y, x)))),
    );
  },
);

export const slice = define(
  'slice',
  ['array', 'start', 'length'],
  'The part of an array from a place, counted from 1, or from the end when negative.',
  ['slice(array(1, 2, 3, 4), 2, 2)', '[2, 3]'],
  [3, 3],
  (args, context) => {
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
);

export const flatten = define(
  'flatten',
  ['arrayOfArrays'],
  'The elements of the arrays in an array.',
  ['flatten(array(array(1, 2), array(3, 4)))', '[1, 2, 3, 4]'],
  [1, 1],
  (args, context) => {
    const a = arrayArgument(args, 0, context);
    const inner = elementOf(a);
    if (inner.kind !== 'array') throw unexpectedInputType(context.sql(args), 0, arrayOf(ANY_ARRAY), args[0]!);
    return bound(
      [a],
      inner,
      kernel((items: (Items | null)[]) => (items.includes(null) ? null : items.flat(1))),
      (a.type as ArrayType).containsNull,
    );
  },
);

export const arraysZip = defineFunction({
  name: 'arrays_zip',
  group: 'array',
  description: 'An array of structs of the elements at the same places.',
  parameters: ['array', '...'],
  examples: [{ sql: 'arrays_zip(array(1, 2), array(2, 3))', result: '[{1, 2}, {2, 3}]' }],
  bindCall(given, binder) {
    const args = given.map((arg) => binder.bind(arg));
    const arrays = args.map((_, i) => arrayArgument(args, i, binder.context));
    const fields = arrays.map((a, i) => ({
      name: binder.nameOf(given[i]!) ?? String(i),
      type: elementOf(a),
      nullable: true,
    }));
    const zip = (...lists: Items[]): unknown => {
      const n = Math.max(0, ...lists.map((list) => list.length));
      return Array.from({ length: n }, (_, i) => lists.map((list) => list[i] ?? null));
    };
    return bound(arrays, array(struct(fields), false), kernel(zip as (...args: never[]) => unknown));
  },
  bind: (args, context) =>
    arraysZip.bindCall!(
      args as never,
      { context, bind: (e: unknown) => e as TypedExpression, nameOf: () => undefined } as never,
    ),
});

export const reverse = define(
  'reverse',
  ['expr'],
  'A text or array in reverse order.',
  ["reverse('Spark SQL')", 'LQS krapS'],
  [1, 1],
  (given, context) => {
    const arg = accepted(given[0]!, 0, anyOf(TEXT, BYTES, ANY_ARRAY), given, context);
    return bound(
      [arg],
      arg.type,
      kernel((v: string | Uint8Array | Items) => reversed(v)),
    );
  },
);

/** An element by its place from 1 (or from the end), or a map's value; `tolerant` gives NULL beyond the ends. */
const elementAtOf = (name: string, tolerant: boolean, sql: string): ScalarFunction =>
  define(
    name,
    ['collection', 'key'],
    `An element of an array by its place from 1, or a map's value${tolerant ? '; NULL beyond the ends' : ''}.`,
    [sql, '2'],
    [2, 2],
    (args, context) => {
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
  );

export const elementAt = elementAtOf('element_at', false, 'element_at(array(1, 2, 3), 2)');
export const tryElementAt = elementAtOf('try_element_at', true, 'try_element_at(array(1, 2, 3), 2)');

export const get = define(
  'get',
  ['array', 'index'],
  'An element by its place from 0; NULL beyond the ends.',
  ['get(array(1, 2, 3), 0)', '1'],
  [2, 2],
  (args, context) => {
    const a = arrayArgument(args, 0, context);
    return bound(
      [a, int(args, 1, context)],
      elementOf(a),
      kernel((items: Items, i: number) => items[i] ?? null),
      true,
    );
  },
);

function reversed(v: string | Uint8Array | Items): unknown {
  if (typeof v === 'string') return [...v].reverse().join('');
  return v instanceof Uint8Array ? v.slice().reverse() : [...v].reverse();
}
