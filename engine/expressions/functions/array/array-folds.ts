import { compareScalars } from '../../../types/compare.ts';
import { array, BOOLEAN, STRING, struct } from '../../../types/data-type.ts';
import { nonFoldable } from '../../analysis-errors.ts';
import { arrayArgument, elementOf } from '../../array-arguments.ts';
import { defineFunction, type BindContext, type BoundScalar, type ScalarFunction } from '../../define-function.ts';
import { isConstant } from '../../evaluate.ts';
import { kernel } from '../../function-code.ts';
import { prettySql } from '../../pretty-sql.ts';
import { accepted, literalOf } from '../../signature.ts';
import { arrayOf, BOOL, TEXT } from '../../type-pattern.ts';
import type { TypedExpression } from '../../typed.ts';
import { bound, defineArrayFunction, type Items, requireOrder } from './define-array-function.ts';
import { joinedItems } from './joined-items.ts';
import { sorter } from './sorted-items.ts';

export const arrayJoin = defineArrayFunction({
  name: 'array_join',
  description: 'The elements joined to a text; NULLs are left out or replaced.',
  parameters: ['array', 'delimiter', 'nullReplacement?'],
  examples: [{ sql: "array_join(array('hello', NULL, 'world'), ' ', ',')", result: 'hello , world' }],
  count: [2, 3],
  bind: (given, context) => {
    const args = given.map((arg, i) => accepted(arg, i, i === 0 ? arrayOf(TEXT) : TEXT, given, context));
    return bound(args, STRING, { form: 'generate', generate: joinedItems });
  },
});

const extreme = (name: string, sign: number, description: string, result: string): ScalarFunction =>
  defineArrayFunction({
    name,
    description,
    parameters: ['array'],
    examples: [{ sql: `${name}(array(1, 20, NULL, 3))`, result }],
    count: [1, 1],
    bind: (args, context) => {
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
    },
  });

export const arrayMax = extreme('array_max', 1, 'The largest element, NULLs left out.', '20');

export const arrayMin = extreme('array_min', -1, 'The smallest element, NULLs left out.', '1');

export const sortArray = defineArrayFunction({
  name: 'sort_array',
  description: 'The sorted array; NULLs come first, or last when descending.',
  parameters: ['array', 'ascending?'],
  examples: [{ sql: "sort_array(array('b', 'd', NULL, 'a'))", result: '[NULL, a, b, d]' }],
  count: [1, 2],
  bind: (args, context) => {
    const a = arrayArgument(args, 0, context);
    const ascending = accepted(args[1] ?? literalOf(true, BOOLEAN), 1, BOOL, args, context);
    if (!isConstant(ascending)) throw nonFoldable(context.sql(args), prettySql(ascending), 'BOOLEAN');
    requireOrder(elementOf(a), args, context);
    return bound([a, ascending], a.type, kernel(sorter(elementOf(a))));
  },
});

function zipped(
  args: readonly TypedExpression[],
  context: BindContext,
  nameOf: (i: number) => string | undefined,
): BoundScalar {
  const arrays = args.map((_, i) => arrayArgument(args, i, context));
  const fields = arrays.map((a, i) => ({ name: nameOf(i) ?? String(i), type: elementOf(a), nullable: true }));
  const zip = (...lists: Items[]): unknown => {
    let n = 0;
    for (const list of lists) if (list.length > n) n = list.length;
    const rows: unknown[][] = [];
    for (let i = 0; i < n; i++) rows.push(lists.map((list) => list[i] ?? null));
    return rows;
  };
  return bound(arrays, array(struct(fields), false), kernel(zip));
}

export const arraysZip = defineFunction({
  name: 'arrays_zip',
  group: 'array',
  description: 'An array of structs of the elements at the same places.',
  parameters: ['array', '...'],
  examples: [{ sql: 'arrays_zip(array(1, 2), array(2, 3))', result: '[{1, 2}, {2, 3}]' }],
  bindCall: (given, binder) =>
    zipped(
      given.map((arg) => binder.bind(arg)),
      binder.context,
      (i) => binder.nameOf(given[i]!),
    ),
  bind: (args, context) => zipped(args, context, () => undefined),
});
