import type { CodeContext, ExpressionCode } from '../../../codegen/code-context.ts';
import { either } from '../../../codegen/either.ts';
import type { ListCode } from '../../../codegen/list-code.ts';
import { array, type ArrayType, BOOLEAN, type DataType } from '../../../types/data-type.ts';
import { arrayArgument, elementOf, twoArrays } from '../../array-arguments.ts';
import type { ScalarCode, ScalarFunction } from '../../define-function.ts';
import { compact, countOf, isAtHand, listOf, placed, unless, valueOf, type Operands } from '../../list-call.ts';
import { bound, defineArrayFunction } from './define-array-function.ts';
import { among, distinctItems } from './members.ts';

/** Spark's sets know one zero. */
const withOneZero = (item: ExpressionCode, { kind }: DataType): ExpressionCode =>
  kind === 'float' || kind === 'double' ? { ...item, value: `(${item.value} + 0)` } : item;

export const arrayDistinct = defineArrayFunction({
  name: 'array_distinct',
  description: 'The array without repeated elements.',
  parameters: ['array'],
  examples: [{ sql: 'array_distinct(array(1, 2, 3, NULL, 3))', result: '[1, 2, 3, NULL]' }],
  count: [1, 1],
  bind: (args, context) => {
    const a = arrayArgument(args, 0, context);
    return bound([a], a.type, unionCode(elementOf(a)));
  },
});

/** The items of all lists, each once. */
const unionCode = (type: DataType): ScalarCode =>
  listOf(({ lists, isNull }, g, args) => {
    const items = distinctItems(type, g);
    const sources = lists.map((list, i) => compact(list, args[i]!.type, isNull, g));
    const add = sources.map(({ list }) => list.each((item) => items.add(withOneZero(item, type)))).join('\n');
    const run = `${items.begin}\n${add}\n${items.end}`;
    return { code: `${before(sources)}\n${items.declared}\n${unless(isNull, run)}`, list: items.list };
  });

const before = (parts: readonly { readonly code: string }[]): string => parts.map(({ code }) => code).join('\n');

/** The items of the first list, each once, that are among those of the second, or are not. */
const chosenCode = (type: DataType, wanted: boolean): ScalarCode =>
  listOf(({ lists: [first, second], isNull }, g, args) => {
    const items = distinctItems(type, g);
    const source = compact(first!, args[0]!.type, isNull, g);
    const known = among(second!, { list: args[1]!.type, item: type }, isNull, g);
    const add = source.list.each((item) => {
      const one = wanted ? withOneZero(item, type) : item;
      const { code, answer } = known.ask(item);
      return `${code}\nif (${wanted ? answer : `!${answer}`}) {\n${items.add(one)}\n}`;
    });
    const run = `${known.before}\n${items.begin}\n${add}\n${items.end}`;
    return { code: `${source.code}\n${known.declared}\n${items.declared}\n${unless(isNull, run)}`, list: items.list };
  });

const setFunction = (
  name: string,
  description: string,
  result: string,
  code: (element: DataType) => ScalarCode,
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
      const containsNull = nulls((a.type as ArrayType).containsNull, (b.type as ArrayType).containsNull);
      return bound([a, b], array(elementOf(a), containsNull), code(elementOf(a)));
    },
  });

export const arrayUnion = setFunction(
  'array_union',
  'The elements of both arrays, each once.',
  '[1, 2, 3, 5]',
  unionCode,
  (a, b) => a || b,
);

export const arrayIntersect = setFunction(
  'array_intersect',
  'The elements in both arrays, each once.',
  '[1, 3]',
  (element) => chosenCode(element, true),
  (a, b) => a && b,
);

export const arrayExcept = setFunction(
  'array_except',
  'The elements of the first array that are not in the second, each once.',
  '[2]',
  (element) => chosenCode(element, false),
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
    const element = elementOf(a);
    return bound(
      [a, b],
      BOOLEAN,
      valueOf((given, g, parts) => overlapCode(element, given, parts[0]!.type, g)),
      true,
    );
  },
});

function overlapCode(type: DataType, { lists, isNull }: Operands, list: DataType, g: CodeContext): ExpressionCode {
  // both are read more than once
  const [x, y] = lists.map((each) => (isAtHand(each) ? { code: '', list: each } : placed(each, list, isNull, g))) as [
    Held,
    Held,
  ];
  const known = among(y.list, { list, item: type }, isNull, g);
  const [found, unknown, label] = [g.fresh('f'), g.fresh('z'), g.fresh('L')];
  const look = x.list.each((item) => {
    if (item.isNull === 'true') return '';
    const { code, answer } = known.ask({ ...item, isNull: 'false' });
    return unless(item.isNull, `${code}\nif (${answer}) { ${found} = true; break ${label}; }`);
  });
  const missing = [x, y].map((each) =>
    each.list.each((item) => (item.isNull === 'false' ? '' : `if (${item.isNull}) ${unknown} = true;`)),
  );
  const some = [x, y].map((each) => `${countOf(each.list, g).count} > 0`).join(' && ');
  const after = `if (!${found} && ${some}) {\n${missing.join('\n')}\n}`;
  const run = `${known.before}\n${label}: {\n${look}\n}\n${after}`;
  return {
    code: `${x.code}\n${y.code}\n${known.declared}\nlet ${found} = false, ${unknown} = false;\n${unless(isNull, run)}`,
    isNull: either(isNull, unknown),
    value: found,
  };
}

interface Held {
  readonly code: string;
  readonly list: ListCode;
}
