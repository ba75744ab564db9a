import { equalScalars } from '../../../types/compare.ts';
import { map as mapType, type MapType } from '../../../types/data-type.ts';
import { typeMismatch, unexpectedInputType, wrongArgumentCount } from '../../analysis-errors.ts';
import { type Binder, type BoundScalar, defineFunction, type ScalarFunction } from '../../define-function.ts';
import type { Expression } from '../../expression.ts';
import { kernel } from '../../function-code.ts';
import { tightestCommonType } from '../../type-coercion.ts';
import { BOOL } from '../../type-pattern.ts';
import type { TypedExpression } from '../../typed.ts';
import { mapArgument } from './define-map-function.ts';
import { type Entries, mapBuilder } from './map.ts';

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

type OfEntry = (k: unknown, v: unknown) => unknown;

export const mapFilter = higherOrder(
  'map_filter',
  'The entries for which func is true.',
  ['map_filter(map(1, 0, 2, 2), (k, v) -> k > v)', '{1 -> 0}'],
  (m) => ({
    type: m.type,
    code: kernel((entries: Entries, f: OfEntry) => entries.filter(([k, v]) => f(k, v) === true)),
  }),
);

export const transformKeys = higherOrder(
  'transform_keys',
  'The map with func in place of each key.',
  ['transform_keys(map(1, 1), (k, v) -> k + 1)', '{2 -> 1}'],
  (_, t, f) => {
    const build = mapBuilder(f.type);
    return {
      type: mapType(f.type, t.value, t.valueContainsNull),
      code: kernel((entries: Entries, g: OfEntry) => build(entries.map(([k, v]) => [g(k, v), v]))),
    };
  },
);

export const transformValues = higherOrder(
  'transform_values',
  'The map with func in place of each value.',
  ['transform_values(map(1, 1), (k, v) -> v + 1)', '{1 -> 2}'],
  (_, t, f) => ({
    type: mapType(t.key, f.type, f.nullable),
    code: kernel((entries: Entries, g: OfEntry) => entries.map(([k, v]) => [k, g(k, v)])),
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
    const equal = equalScalars(key);
    const zip = (x: Entries, y: Entries, g: (k: unknown, v: unknown, w: unknown) => unknown): Entries => {
      const find = (list: Entries, k: unknown): unknown => list.find(([other]) => equal(other, k))?.[1] ?? null;
      const keys = [...x.map(([k]) => k), ...y.map(([k]) => k).filter((k) => !x.some(([other]) => equal(other, k)))];
      return keys.map((k) => [k, g(k, find(x, k), find(y, k))]);
    };
    return {
      args: [a, b, f],
      type: mapType(key, f.type, f.nullable),
      nullable: a.nullable || b.nullable,
      code: kernel(zip),
    };
  },
  bind: () => {
    throw new Error('map_zip_with is bound with its lambda');
  },
});
