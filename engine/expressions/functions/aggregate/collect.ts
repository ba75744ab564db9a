import { array, BINARY, LONG, type DataType } from '../../../types/data-type.ts';
import { collectValues, whenPresent } from '../../aggregate-code.ts';
import { typeMismatch } from '../../analysis-errors.ts';
import { defineAggregate, type AggregateCode } from '../../define-function.ts';
import { distinctWords } from '../../distinct-aggregate.ts';
import { distinctAppender } from '../../distinct-list.ts';
import { evaluateConstant } from '../../evaluate.ts';
import { addHash, estimate, mergeRegisters, precisionOf } from '../../hyper-log-log.ts';
import { mixCode } from '../../mix-code.ts';
import { setKey } from '../../scalar-key.ts';
import { keptValues, keptWords } from '../../kept-values.ts';
import { accepted, checkCount } from '../../signature.ts';
import { FLOATING } from '../../type-pattern.ts';
import { integerRowsOf } from '../../word-rows.ts';
import { XxHash64 } from '../../xxhash64.ts';

export const collectList = defineAggregate({
  name: 'collect_list',
  aliases: ['array_agg'],
  group: 'aggregate',
  description: 'An array of all values of expr that are not NULL.',
  parameters: ['expr'],
  examples: [{ sql: 'collect_list(x)', over: { x: '1, 2, NULL, 1' }, result: '[1, 2, 1]' }],
  bind(args, context) {
    checkCount(args.length, 1, 1, context.functionName);
    const { type } = args[0]!;
    const code = collectValues(type, ({ scalars }) => scalars);
    return { args, type: array(type, false), nullable: false, code: { ...code, ...integersAsTheyAre(type) } };
  },
});

/** Integers that are kept as words are the items of the result. */
const integersAsTheyAre = (type: DataType): Pick<AggregateCode, 'gives'> =>
  keptWords(type) === 0 ? {} : { gives: { integers: 0 } };

/** Adds a value to a list unless it is there. */
function setAdder(type: DataType): (list: unknown[] | null, value: unknown) => unknown[] {
  const append = distinctAppender(setKey(type));
  return (given, value) => {
    const list = given ?? [];
    append(list, value === 0 ? 0 : value);
    return list;
  };
}

function setCode(type: DataType): AggregateCode {
  if (keptWords(type) > 0) return integerSet(type);
  const add = setAdder(type);
  const addAll = (list: unknown[] | null, more: readonly unknown[] | null): unknown[] | null =>
    (more ?? []).reduce<unknown[] | null>((all, value) => add(all, value), list);
  return {
    buffer: [{ type: array(type, false), nullable: true, initial: null }],
    update: ([slot], parts, g) =>
      whenPresent(parts, g, ([value]) => slot!.set(`${g.constant(add)}(${slot!.get}, ${value})`)),
    merge: ([into], [from], g) => into!.set(`${g.constant(addAll)}(${into!.get}, ${from!.get})`),
    result: ([list]) => list ?? [],
  };
}

function integerSet(type: DataType): AggregateCode {
  const counted: AggregateCode = { buffer: [], update: () => '', merge: () => '', result: () => null };
  const distinct = distinctWords(counted, [type], (before) => integerRowsOf(before, keptWords(type)));
  return {
    ...distinct,
    ...integersAsTheyAre(type),
    result: ([rows]) => keptValues(rows, type).scalars,
  };
}

export const collectSet = defineAggregate({
  name: 'collect_set',
  group: 'aggregate',
  description: 'An array of the distinct values of expr that are not NULL.',
  parameters: ['expr'],
  examples: [{ sql: 'collect_set(x)', over: { x: '1, 2, NULL, 1' }, result: '[1, 2]' }],
  bind(args, context) {
    checkCount(args.length, 1, 1, context.functionName);
    const { type } = args[0]!;
    if (type.kind === 'map') {
      throw typeMismatch(
        'UNSUPPORTED_INPUT_TYPE',
        context.sql(args),
        'The input of `collect_set` can\'t be "MAP" type data.',
      );
    }
    return { args, type: array(type, false), nullable: false, code: setCode(type) };
  },
});

export const approxCountDistinct = defineAggregate({
  name: 'approx_count_distinct',
  group: 'aggregate',
  description: 'About how many distinct values there are (HyperLogLog++), with a relative error.',
  parameters: ['expr', 'relativeSD?'],
  examples: [{ sql: 'approx_count_distinct(x)', over: { x: '1, 1, 2, 2, 3' }, result: '3' }],
  bind(given, context) {
    checkCount(given.length, 1, 2, context.functionName);
    const error =
      given[1] === undefined ? 0.05 : (evaluateConstant(accepted(given[1], 1, FLOATING, given, context)) as number);
    const precision = precisionOf(error);
    const { type } = given[0]!;
    const code: AggregateCode = {
      buffer: [{ type: BINARY, nullable: true, initial: null }],
      update: ([slot], [part], g) => {
        const hash = g.constant(new XxHash64());
        const add = `${g.constant(addHash)}(${slot!.get}, ${hash}.low, ${hash}.high, ${precision})`;
        const mix = `${hash}.begin();\n${mixCode(hash, type, part!, g)}`;
        return `${part!.code}\n${mix}\nif (!(${part!.isNull})) { ${slot!.set(add)} }`;
      },
      anyOrder: true,
      merge: ([into], [from], g) => into!.set(`${g.constant(mergeRegisters)}(${into!.get}, ${from!.get})`),
      result: ([registers]) => estimate(registers as Uint8Array | null, precision),
    };
    return { args: [given[0]!], type: LONG, nullable: false, code, pretty: context.sql(given) };
  },
});
