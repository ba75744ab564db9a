import type { CodeContext, ExpressionCode } from '../../../codegen/code-context.ts';
import { either } from '../../../codegen/either.ts';
import { inlinedLambda } from '../../../codegen/inlined-lambda.ts';
import { listOfPlaces, settled, type ListCode } from '../../../codegen/list-code.ts';
import { structCode } from '../../../codegen/struct-code.ts';
import { variableOf } from '../../../codegen/variable.ts';
import { array, BOOLEAN, INTEGER, sameType, type ArrayType } from '../../../types/data-type.ts';
import { RuntimeError } from '../../../types/errors.ts';
import { quotedType, typeMismatch, unexpectedInputType, wrongArgumentCount } from '../../analysis-errors.ts';
import { arrayArgument, elementOf } from '../../array-arguments.ts';
import {
  defineFunction,
  type Binder,
  type BoundScalar,
  type ScalarCode,
  type ScalarFunction,
} from '../../define-function.ts';
import type { Expression } from '../../expression.ts';
import { kernel } from '../../function-code.ts';
import { boundItem, compact, isAtHand, lambdasOf, listOf, MOST_COPIES, unless, valueOf } from '../../list-call.ts';
import { literalOf } from '../../signature.ts';
import { BOOL, type } from '../../type-pattern.ts';
import type { LambdaExpression, TypedExpression } from '../../typed.ts';
import { sortedCode } from './sorted-items.ts';
import { partsSideBySide, sideBySide } from './zipped-items.ts';

interface HigherOrder extends Pick<ScalarFunction, 'name' | 'aliases' | 'description' | 'parameters' | 'examples'> {
  /** The fewest and the most arguments. */
  readonly count: readonly [least: number, most: number];
  bindCall(args: readonly Expression[], binder: Binder): BoundScalar;
}

const defineHigherOrder = ({ count, bindCall, ...described }: HigherOrder): ScalarFunction =>
  defineFunction({
    ...described,
    group: 'array',
    bindCall(args, binder) {
      if (args.length < count[0] || args.length > count[1]) {
        throw wrongArgumentCount(
          binder.context.functionName,
          count[0] === count[1] ? `${count[0]}` : `[${count[0]}..${count[1]}]`,
          args.length,
        );
      }
      return bindCall(args, binder);
    },
    bind: () => {
      throw new Error(`${described.name} is bound with its lambdas`);
    },
  });

const arityOf = (e: Expression): number => (e.kind === 'lambda' ? e.parameters.length : 1);

function firstArray(args: readonly Expression[], binder: Binder): TypedExpression {
  return arrayArgument([binder.bind(args[0]!)], 0, binder.context);
}

const elementParameter = (a: TypedExpression): { type: ArrayType['element']; nullable: boolean } => ({
  type: elementOf(a),
  nullable: (a.type as ArrayType).containsNull,
});

/** A predicate, a NULL one as BOOLEAN. */
function predicate(lambda: LambdaExpression, args: readonly TypedExpression[], binder: Binder): LambdaExpression {
  if (lambda.type.kind === 'boolean') return lambda;
  if (lambda.type.kind === 'void') {
    const body = binder.context.cast(lambda.body, BOOLEAN);
    return { ...lambda, body, type: BOOLEAN, nullable: true };
  }
  throw unexpectedInputType(binder.context.sql([...args, lambda]), 1, BOOL, lambda);
}

const INDEX = { type: INTEGER, nullable: false };

export const transform = defineHigherOrder({
  name: 'transform',
  description: 'The array with func applied to each element (and its index).',
  parameters: ['array', 'func'],
  examples: [{ sql: 'transform(array(1, 2, 3), x -> x + 1)', result: '[2, 3, 4]' }],
  count: [2, 2],
  bindCall: (args, binder) => {
    const a = firstArray(args, binder);
    const f = binder.lambda(args[1]!, arityOf(args[1]!) === 2 ? [elementParameter(a), INDEX] : [elementParameter(a)]);
    return {
      args: [a, f],
      type: array(f.type, f.nullable),
      nullable: a.nullable,
      code: transformed,
    };
  },
});

/** The items of a list with their places, where the lambda wants those. */
const numbered = (
  list: ListCode,
  lambda: LambdaExpression,
  body: (args: ExpressionCode[]) => string,
  g: CodeContext,
): string => {
  if (lambda.parameters.length < 2) return list.each((item) => body([item]));
  const place = g.fresh('n');
  const at = g.fresh('n');
  const run = list.each(
    (item) => `const ${at} = ${place}++;\n${body([item, { code: '', isNull: 'false', value: at }])}`,
  );
  return `let ${place} = 0;\n${run}`;
};

/** A list that a lambda goes through; `then` gives the statements for what it makes of an item. */
const through = (
  then: (made: ExpressionCode, item: ExpressionCode, body: (item: ExpressionCode) => string) => string,
): ReturnType<typeof listOf> =>
  listOf(({ lists: [given], isNull }, g, args) => {
    const [lambda] = lambdasOf(args) as [LambdaExpression];
    const { code, list } = compact(given!, args[0]!.type, isNull, g);
    return {
      code,
      list: {
        each: (body) => numbered(list, lambda, (items) => then(inlinedLambda(lambda, items, g), items[0]!, body), g),
        copies: list.copies,
      },
    };
  });

const transformed = through((made, _, body) => `${made.code}\n${body(settled(made))}`);

const filtered = through((test, item, body) => {
  if (test.isNull === 'true') return test.code;
  const holds = test.isNull === 'false' ? test.value : `!${test.isNull} && ${test.value}`;
  return `${test.code}\nif (${holds}) {\n${body(item)}\n}`;
});

export const filter = defineHigherOrder({
  name: 'filter',
  description: 'The elements for which func is true.',
  parameters: ['array', 'func'],
  examples: [{ sql: 'filter(array(1, 2, 3), x -> x % 2 == 1)', result: '[1, 3]' }],
  count: [2, 2],
  bindCall: (args, binder) => {
    const a = firstArray(args, binder);
    const f = predicate(
      binder.lambda(args[1]!, arityOf(args[1]!) === 2 ? [elementParameter(a), INDEX] : [elementParameter(a)]),
      [a],
      binder,
    );
    return {
      args: [a, f],
      type: a.type,
      nullable: a.nullable,
      code: filtered,
    };
  },
});

const quantifier = (name: string, stop: boolean, description: string, result: string): ScalarFunction =>
  defineHigherOrder({
    name,
    description,
    parameters: ['array', 'pred'],
    examples: [{ sql: `${name}(array(1, 2, 3), x -> x % 2 == 0)`, result }],
    count: [2, 2],
    bindCall: (args, binder) => {
      const a = firstArray(args, binder);
      const f = predicate(binder.lambda(args[1]!, [elementParameter(a)]), [a], binder);
      return { args: [a, f], type: BOOLEAN, nullable: a.nullable || f.nullable, code: quantified(stop) };
    },
  });

/** Ends at the first item for which the lambda gives `stop`; NULL where it gives that for none, but NULL for one. */
const quantified = (stop: boolean): ScalarCode =>
  valueOf(({ lists: [given], isNull }, g, args) => {
    const [lambda] = lambdasOf(args) as [LambdaExpression];
    const { code, list } = compact(given!, args[0]!.type, isNull, g);
    const [found, unknown, label] = [g.fresh('f'), g.fresh('z'), g.fresh('L')];
    // What is computed item by item is computed to its end: each may fail.
    const [skip, leave] = isAtHand(list) ? ['', ` break ${label};`] : [`!${found} && `, ''];
    const look = list.each((item) => {
      const test = inlinedLambda(lambda, [item], g);
      if (test.isNull === 'true') return `${test.code}\n${unknown} = true;`;
      const hit = `if (${stop ? test.value : `!${test.value}`}) { ${found} = true;${leave} }`;
      const present = test.isNull === 'false' ? hit : `if (${test.isNull}) ${unknown} = true; else ${hit}`;
      return skip === '' ? `${test.code}\n${present}` : `if (!${found}) {\n${test.code}\n${present}\n}`;
    });
    return {
      code: `${code}\nlet ${found} = false, ${unknown} = false;\n${unless(isNull, `${label}: {\n${look}\n}`)}`,
      isNull: either(isNull, `(${unknown} && !${found})`),
      value: stop ? found : `(!${found})`,
    };
  });

export const exists = quantifier('exists', true, 'Whether pred is true for some element.', 'true');
export const forall = quantifier('forall', false, 'Whether pred is true for all elements.', 'false');

export const aggregate = defineHigherOrder({
  name: 'aggregate',
  aliases: ['reduce'],
  description: 'A value made by merging each element into start, then finish.',
  parameters: ['array', 'start', 'merge', 'finish?'],
  examples: [{ sql: 'aggregate(array(1, 2, 3), 0, (acc, x) -> acc + x)', result: '6' }],
  count: [3, 4],
  bindCall: (args, binder) => {
    const a = firstArray(args, binder);
    const start = binder.bind(args[1]!);
    const accumulator = { type: start.type, nullable: true };
    const merge = binder.lambda(args[2]!, [accumulator, elementParameter(a)]);
    if (!sameType(merge.type, start.type))
      throw unexpectedInputType(binder.context.sql([a, start, merge]), 2, type(start.type), merge);
    const finish = args[3] === undefined ? undefined : binder.lambda(args[3], [accumulator]);
    const identity: TypedExpression[] = finish === undefined ? [] : [finish];
    return {
      args: [a, start, merge, ...identity],
      type: finish?.type ?? start.type,
      nullable: true,
      pretty: binder.context.sql([a, start, merge, finish ?? IDENTITY]),
      code: { form: 'generate', generate: folded },
    };
  },
});

function folded(args: readonly TypedExpression[], g: CodeContext): ExpressionCode {
  const [given, start] = [g.list(args[0]!), boundItem(args[1]!, g)];
  const [merge, finish] = lambdasOf(args) as [LambdaExpression, LambdaExpression?];
  const before = `${given.code}\n${start.code}`;
  if (given.isNull === 'true') return { code: before, isNull: 'true', value: 'null' };
  const { code, list } = compact(given.list, args[0]!.type, given.isNull, g);
  const held = variableOf(args[1]!.type, g);
  const steps = list.each((item) => {
    const now = held.read();
    const made = inlinedLambda(merge, [settled(now), item], g);
    return `${now.code}\n${made.code}\n${held.set(settled(made))}`;
  });
  const last = held.read();
  const run = `${held.set(settled(start))}\n${steps}`;
  if (finish === undefined) {
    const all = `${before}\n${code}\n${held.declared}\n${unless(given.isNull, run)}\n${last.code}`;
    return { ...last, code: all };
  }
  const result = variableOf(finish.type, g);
  const made = inlinedLambda(finish, [settled(last)], g);
  const end = `${last.code}\n${made.code}\n${result.set(settled(made))}`;
  const read = result.read();
  const all = `${before}\n${code}\n${held.declared}\n${result.declared}\n${unless(given.isNull, `${run}\n${end}`)}\n${read.code}`;
  return { ...read, code: all };
}

/** How Spark shows a finish that was left out. */
const IDENTITY: TypedExpression = {
  ...literalOf('lambdafunction(namedlambdavariable(), namedlambdavariable())', { kind: 'string' }),
};

export const zipWith = defineHigherOrder({
  name: 'zip_with',
  description: 'The results of func for the elements at the same places; the shorter array is filled up with NULL.',
  parameters: ['left', 'right', 'func'],
  examples: [{ sql: 'zip_with(array(1, 2), array(3, 4), (x, y) -> x + y)', result: '[4, 6]' }],
  count: [3, 3],
  bindCall: (args, binder) => {
    const given = [binder.bind(args[0]!), binder.bind(args[1]!)];
    const [a, b] = [arrayArgument(given, 0, binder.context), arrayArgument(given, 1, binder.context)];
    const f = binder.lambda(args[2]!, [
      { type: elementOf(a), nullable: true },
      { type: elementOf(b), nullable: true },
    ]);
    return {
      args: [a, b, f],
      type: array(f.type, f.nullable),
      nullable: a.nullable || b.nullable,
      code: zippedWith,
    };
  },
});

const zippedWith = listOf(({ lists, isNull }, g, args) => {
  const [lambda] = lambdasOf(args) as [LambdaExpression];
  const made = (items: readonly ExpressionCode[], body: (item: ExpressionCode) => string): string => {
    const one = inlinedLambda(lambda, items, g);
    return `${one.code}\n${body(settled(one))}`;
  };
  const parts = partsSideBySide(lists);
  if (parts !== null && parts.length <= MOST_COPIES) {
    return {
      list: { each: (body) => parts.map((items) => `{\n${made(items, body)}\n}`).join('\n'), copies: parts.length },
    };
  }
  const { code, count, items } = sideBySide(lists, args, isNull, g);
  const places = listOfPlaces(count, (place) => structCode('false', items(place)), g);
  return { code, list: { each: (body) => places.each((pair) => made(pair.fields!, body)), copies: 1 } };
});

export const arraySort = defineHigherOrder({
  name: 'array_sort',
  description:
    'The sorted array, NULLs last, by its order or by a comparator that gives a negative number, 0 or a positive one.',
  parameters: ['array', 'comparator?'],
  examples: [{ sql: 'array_sort(array(5, NULL, 1))', result: '[1, 5, NULL]' }],
  count: [1, 2],
  bindCall: (args, binder) => {
    const a = firstArray(args, binder);
    if (args[1] === undefined) {
      return {
        args: [a],
        type: a.type,
        nullable: a.nullable,
        code: sortedCode(elementOf(a), 'last'),
        pretty: `array_sort(${binder.context.sql([a]).slice(11, -1)}, ${DEFAULT_ORDER})`,
      };
    }
    const f = binder.lambda(args[1], [elementParameter(a), elementParameter(a)]);
    if (f.type.kind !== 'integer')
      throw typeMismatch(
        'UNEXPECTED_RETURN_TYPE',
        binder.context.sql([a, f]),
        `The \`lambdafunction\` requires return "INT" type, but the actual is ${quotedType(f.type)} type.`,
        'Give a negative number, 0 or a positive one, as INT.',
      );
    const order = (items: unknown[], g: (x: unknown, y: unknown) => number | null): unknown[] =>
      [...items].sort((x, y) => g(x, y) ?? nullOrder());
    return { args: [a, f], type: a.type, nullable: a.nullable, code: kernel(order) };
  },
});

function nullOrder(): never {
  throw new RuntimeError({
    condition: 'COMPARATOR_RETURNS_NULL',
    sqlState: '22004',
    message: 'The comparator has returned a NULL for a comparison of two elements.',
    hint: 'It must give a positive integer for "greater than", 0 for "equal" and a negative integer for "less than".',
  });
}

/** The comparator that Spark shows when none was given. */
const DEFAULT_ORDER =
  'lambdafunction((IF(((namedlambdavariable() IS NULL) AND (namedlambdavariable() IS NULL)), 0, (IF((namedlambdavariable() IS NULL), 1, (IF((namedlambdavariable() IS NULL), -1, (IF((namedlambdavariable() < namedlambdavariable()), -1, (IF((namedlambdavariable() > namedlambdavariable()), 1, 0)))))))))), namedlambdavariable(), namedlambdavariable())';
