import { NULL_CODE, type CodeContext, type ExpressionCode } from '../../../codegen/code-context.ts';
import { inlinedLambda } from '../../../codegen/inlined-lambda.ts';
import { settled } from '../../../codegen/list-code.ts';
import { structCode } from '../../../codegen/struct-code.ts';
import { variableOf } from '../../../codegen/variable.ts';
import { map as mapType, type DataType, type MapType } from '../../../types/data-type.ts';
import { typeMismatch, unexpectedInputType, wrongArgumentCount } from '../../analysis-errors.ts';
import { type Binder, type BoundScalar, defineFunction, type ScalarFunction } from '../../define-function.ts';
import type { Expression } from '../../expression.ts';
import { compact, lambdasOf, listOf, placed } from '../../list-call.ts';
import { tightestCommonType } from '../../type-coercion.ts';
import { BOOL } from '../../type-pattern.ts';
import type { LambdaExpression, TypedExpression } from '../../typed.ts';
import { comparisonText } from '../operator/comparison.ts';
import { checkedEntries } from './checked-entries.ts';
import { mapArgument } from './define-map-function.ts';

const higherOrder = (
  name: string,
  description: string,
  example: readonly [string, string],
  result: (m: TypedExpression, t: MapType, f: ReturnType<Binder['lambda']>) => Pick<BoundScalar, 'type' | 'code'>,
): ScalarFunction =>
  defineFunction({
    name,
    group: 'map',
    description,
    parameters: ['map', 'func'],
    examples: [{ sql: example[0], result: example[1] }],
    bindCall(given: readonly Expression[], binder: Binder) {
      if (given.length !== 2) throw wrongArgumentCount(name, '2', given.length);
      const [m, t] = mapArgument([binder.bind(given[0]!)], 0, binder.context);
      const f = binder.lambda(given[1]!, [
        { type: t.key, nullable: false },
        { type: t.value, nullable: t.valueContainsNull },
      ]);
      if (name === 'map_filter' && f.type.kind !== 'boolean')
        throw unexpectedInputType(binder.context.sql([m, f]), 1, BOOL, f);
      return { args: [m, f], nullable: m.nullable, ...result(m, t, f) };
    },
    bind: () => {
      throw new Error(`${name} is bound with its lambda`);
    },
  });

/** What a lambda gives for an entry. */
function ofEntry(
  lambda: LambdaExpression,
  entry: ExpressionCode,
  g: CodeContext,
): { before: string; made: ExpressionCode; key: ExpressionCode; value: ExpressionCode } {
  const [key, value] = [g.fieldOf(entry, 0), g.fieldOf(entry, 1)];
  const made = inlinedLambda(lambda, [settled(key), settled(value)], g);
  return {
    before: `${key.code}\n${value.code}\n${made.code}`,
    made: settled(made),
    key: settled(key),
    value: settled(value),
  };
}

/** A list made entry by entry. */
const entryByEntry =
  (
    make: (
      lambda: LambdaExpression,
      entry: ExpressionCode,
      g: CodeContext,
      body: (item: ExpressionCode) => string,
    ) => string,
  ): ListMaker =>
  ({ lists: [given], isNull }, g, args) => {
    const [lambda] = lambdasOf(args) as [LambdaExpression];
    const { code, list } = compact(given!, args[0]!.type, isNull, g);
    return { code, list: { each: (body) => list.each((entry) => make(lambda, entry, g, body)), copies: list.copies } };
  };

type ListMaker = Parameters<typeof listOf>[0];

export const mapFilter = higherOrder(
  'map_filter',
  'The entries for which func is true.',
  ['map_filter(map(1, 0, 2, 2), (k, v) -> k > v)', '{1 -> 0}'],
  (m) => ({
    type: m.type,
    code: listOf(
      entryByEntry((lambda, entry, g, body) => {
        const { before, made } = ofEntry(lambda, entry, g);
        if (made.isNull === 'true') return before;
        const holds = made.isNull === 'false' ? made.value : `!${made.isNull} && ${made.value}`;
        return `${before}\nif (${holds}) {\n${body(entry)}\n}`;
      }),
    ),
  }),
);

export const transformKeys = higherOrder(
  'transform_keys',
  'The map with func in place of each key.',
  ['transform_keys(map(1, 1), (k, v) -> k + 1)', '{2 -> 1}'],
  (_, t, f) => {
    const type = mapType(f.type, t.value, t.valueContainsNull);
    return {
      type,
      code: listOf((given, g, args) => {
        const { code, list } = withNewKeys(given, g, args);
        const checked = checkedEntries(list, type, given.isNull, g);
        return { code: `${code}\n${checked.code}`, list: checked.list };
      }),
    };
  },
);

const withNewKeys = entryByEntry((lambda, entry, g, body) => {
  const { before, made, value } = ofEntry(lambda, entry, g);
  return `${before}\n${body(structCode('false', [made, value]))}`;
});

export const transformValues = higherOrder(
  'transform_values',
  'The map with func in place of each value.',
  ['transform_values(map(1, 1), (k, v) -> v + 1)', '{1 -> 2}'],
  (_, t, f) => ({
    type: mapType(t.key, f.type, f.nullable),
    code: listOf(
      entryByEntry((lambda, entry, g, body) => {
        const { before, made, key } = ofEntry(lambda, entry, g);
        return `${before}\n${body(structCode('false', [key, made]))}`;
      }),
    ),
  }),
);

export const mapZipWith = defineFunction({
  name: 'map_zip_with',
  group: 'map',
  description: 'A map of all keys of both maps with func of their values.',
  parameters: ['map1', 'map2', 'func'],
  examples: [{ sql: "map_zip_with(map(1, 'a'), map(1, 'x'), (k, v1, v2) -> concat(v1, v2))", result: '{1 -> ax}' }],
  bindCall(given, binder) {
    if (given.length !== 3) throw wrongArgumentCount('map_zip_with', '3', given.length);
    const maps = [binder.bind(given[0]!), binder.bind(given[1]!)];
    const [[a, s], [b, t]] = [mapArgument(maps, 0, binder.context), mapArgument(maps, 1, binder.context)];
    const key = tightestCommonType(s.key, t.key);
    if (key === undefined)
      throw typeMismatch(
        'MAP_ZIP_WITH_DIFF_TYPES',
        binder.context.sql(maps),
        'The keys of both maps must have one type.',
      );
    const f = binder.lambda(given[2]!, [
      { type: key, nullable: false },
      { type: s.value, nullable: true },
      { type: t.value, nullable: true },
    ]);
    return {
      args: [a, b, f],
      type: mapType(key, f.type, f.nullable),
      nullable: a.nullable || b.nullable,
      code: listOf(entriesOfBoth(key, [s.value, t.value])),
    };
  },
  bind: () => {
    throw new Error('map_zip_with is bound with its lambda');
  },
});

/** An entry for each key of the first map, then for those that only the second has. */
const entriesOfBoth =
  (key: DataType, values: readonly [DataType, DataType]): ListMaker =>
  ({ lists, isNull }, g, args) => {
    const [lambda] = lambdasOf(args) as [LambdaExpression];
    const sides = lists.map((list, i) => placed(list, args[i]!.type, isNull, g));
    const find = (wanted: ExpressionCode, side: number): { code: string; found: string; value: ExpressionCode } => {
      const [held, found] = [variableOf(values[side]!, g), g.fresh('f')];
      const look = sides[side]!.list.each((entry) => {
        const [k, v] = [g.fieldOf(entry, 0), g.fieldOf(entry, 1)];
        const equal = `!${found} && ${comparisonText('==', key, k, wanted, g)}`;
        return `${k.code}\nif (${equal}) {\n${v.code}\n${found} = true;\n${held.set({ ...v, code: '' })}\n}`;
      });
      const value = held.read();
      return { code: `let ${found} = false;\n${held.declared}\n${look}\n${value.code}`, found, value: settled(value) };
    };
    const entryOf = (k: ExpressionCode, x: ExpressionCode, y: ExpressionCode, body: Body): string => {
      const made = inlinedLambda(lambda, [k, x, y], g);
      return `${made.code}\n${body(structCode('false', [k, settled(made)]))}`;
    };
    const each = (body: Body): string => {
      const first = sides[0]!.list.each((entry) => {
        const [k, v] = [g.fieldOf(entry, 0), g.fieldOf(entry, 1)];
        const other = find(settled(k), 1);
        return `${k.code}\n${v.code}\n${other.code}\n${entryOf(settled(k), settled(v), other.value, body)}`;
      });
      const second = sides[1]!.list.each((entry) => {
        const [k, v] = [g.fieldOf(entry, 0), g.fieldOf(entry, 1)];
        const other = find(settled(k), 0);
        const made = entryOf(settled(k), NULL_CODE, settled(v), body);
        return `${k.code}\n${other.code}\nif (!${other.found}) {\n${v.code}\n${made}\n}`;
      });
      return `${first}\n${second}`;
    };
    return { code: sides.map(({ code }) => code).join('\n'), list: { each, copies: 2 } };
  };

type Body = (item: ExpressionCode) => string;
