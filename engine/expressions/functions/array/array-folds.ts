import { variableOf } from '../../../codegen/variable.ts';
import { array, BOOLEAN, type DataType, STRING, struct } from '../../../types/data-type.ts';
import { nonFoldable } from '../../analysis-errors.ts';
import { arrayArgument, elementOf } from '../../array-arguments.ts';
import {
  defineFunction,
  type BindContext,
  type BoundScalar,
  type ScalarCode,
  type ScalarFunction,
} from '../../define-function.ts';
import { isConstant } from '../../evaluate.ts';
import { listOf, unless, valueOf } from '../../list-call.ts';
import { prettySql } from '../../pretty-sql.ts';
import { accepted, literalOf } from '../../signature.ts';
import { arrayOf, BOOL, TEXT } from '../../type-pattern.ts';
import type { TypedExpression } from '../../typed.ts';
import { comparisonText } from '../operator/comparison.ts';
import { bound, defineArrayFunction, requireOrder } from './define-array-function.ts';
import { joinedItems } from './joined-items.ts';
import { sortedCode } from './sorted-items.ts';
import { zippedItems } from './zipped-items.ts';

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

const extreme = (name: string, better: '>' | '<', description: string, result: string): ScalarFunction =>
  defineArrayFunction({
    name,
    description,
    parameters: ['array'],
    examples: [{ sql: `${name}(array(1, 20, NULL, 3))`, result }],
    count: [1, 1],
    bind: (args, context) => {
      const a = arrayArgument(args, 0, context);
      requireOrder(elementOf(a), args, context);
      return bound([a], elementOf(a), extremeCode(elementOf(a), better), true);
    },
  });

const extremeCode = (type: DataType, better: '>' | '<'): ScalarCode =>
  valueOf(({ lists: [list], isNull }, g) => {
    const best = variableOf(type, g);
    const look = list!.each((item) => {
      if (item.isNull === 'true') return '';
      const now = best.read();
      const written = type.kind === 'string' || type.kind === 'binary' ? g.bytesOf(item, type) : null;
      const one = written === null ? item : { ...item, bytes: written.bytes };
      const test = `${now.isNull} || ${comparisonText(better, type, one, now, g)}`;
      const taken = `${written?.code ?? ''}\n${now.code}\nif (${test}) {\n${best.set({ ...one, isNull: 'false' })}\n}`;
      return unless(item.isNull, taken);
    });
    const read = best.read();
    return { ...read, code: `${best.declared}\n${unless(isNull, look)}\n${read.code}` };
  });

export const arrayMax = extreme('array_max', '>', 'The largest element, NULLs left out.', '20');

export const arrayMin = extreme('array_min', '<', 'The smallest element, NULLs left out.', '1');

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
    return bound([a, ascending], a.type, sortedCode(elementOf(a), 'smallest'));
  },
});

function zipped(
  args: readonly TypedExpression[],
  context: BindContext,
  nameOf: (i: number) => string | undefined,
): BoundScalar {
  const arrays = args.map((_, i) => arrayArgument(args, i, context));
  const fields = arrays.map((a, i) => ({ name: nameOf(i) ?? String(i), type: elementOf(a), nullable: true }));
  return bound(arrays, array(struct(fields), false), listOf(zippedItems));
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
