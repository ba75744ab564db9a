import { array, BOOLEAN, INTEGER, sameType, type ArrayType } from '../../../types/data-type.ts';
import { RuntimeError } from '../../../types/errors.ts';
import { quotedType, typeMismatch, unexpectedInputType, wrongArgumentCount } from '../../analysis-errors.ts';
import { arrayArgument, elementOf } from '../../array-arguments.ts';
import { defineFunction, type Binder, type BoundScalar, type ScalarFunction } from '../../define-function.ts';
import type { Expression } from '../../expression.ts';
import { kernel } from '../../function-code.ts';
import { literalOf } from '../../signature.ts';
import { BOOL, type } from '../../type-pattern.ts';
import type { LambdaExpression, TypedExpression } from '../../typed.ts';
import type { Items } from './define-array-function.ts';
import { sorter } from './sorted-items.ts';

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
      code: kernel((items: unknown[], g: (x: unknown, i: number) => unknown) => {
        const made: unknown[] = [];
        for (let i = 0; i < items.length; i++) made.push(g(items[i], i));
        return made;
      }),
    };
  },
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
      code: kernel((items: unknown[], g: (x: unknown, i: number) => unknown) => {
        const made: unknown[] = [];
        for (let i = 0; i < items.length; i++) if (g(items[i], i) === true) made.push(items[i]);
        return made;
      }),
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
      const test = (items: unknown[], g: (x: unknown) => unknown): boolean | null => {
        let unknown = false;
        for (let i = 0; i < items.length; i++) {
          const value = g(items[i]);
          if (value === stop) return stop;
          if (value === null) unknown = true;
        }
        return unknown ? null : !stop;
      };
      return { args: [a, f], type: BOOLEAN, nullable: a.nullable || f.nullable, code: kernel(test) };
    },
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
    const fold = (
      items: unknown[],
      initial: unknown,
      g: (acc: unknown, x: unknown) => unknown,
      end?: (acc: unknown) => unknown,
    ): unknown => {
      let value = initial;
      for (let i = 0; i < items.length; i++) value = g(value, items[i]);
      return end === undefined ? value : end(value);
    };
    const identity: TypedExpression[] = finish === undefined ? [] : [finish];
    return {
      args: [a, start, merge, ...identity],
      type: finish?.type ?? start.type,
      nullable: true,
      pretty: binder.context.sql([a, start, merge, finish ?? IDENTITY]),
      code: {
        form: 'generate',
        generate(parts, g) {
          const codes = parts.map((part) => g.bound(g.expression(part)));
          const name = g.fresh();
          const first =
            codes[1]!.isNull === 'false' ? codes[1]!.value : `(${codes[1]!.isNull} ? null : ${codes[1]!.value})`;
          const call =
            codes[0]!.isNull === 'true'
              ? 'null'
              : `${g.constant(fold)}(${[codes[0]!.value, first, ...codes.slice(2).map((c) => c.value)].join(', ')})`;
          const guarded = codes[0]!.isNull === 'false' ? call : `${codes[0]!.isNull} ? null : ${call}`;
          return {
            code: `${codes.map((c) => c.code).join('\n')}\nconst ${name} = ${guarded};`,
            isNull: `(${name} === null)`,
            value: name,
          };
        },
      },
    };
  },
});

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
    const zip = (x: unknown[], y: unknown[], g: (p: unknown, q: unknown) => unknown): unknown[] => {
      const made: unknown[] = [];
      const both = Math.min(x.length, y.length);
      for (let i = 0; i < both; i++) made.push(g(x[i], y[i]));
      for (let i = both; i < x.length; i++) made.push(g(x[i], null));
      for (let i = both; i < y.length; i++) made.push(g(null, y[i]));
      return made;
    };
    return { args: [a, b, f], type: array(f.type, f.nullable), nullable: a.nullable || b.nullable, code: kernel(zip) };
  },
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
      const sorted = sorter(elementOf(a), 'last');
      return {
        args: [a],
        type: a.type,
        nullable: a.nullable,
        code: kernel((items: Items) => sorted(items, true)),
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
