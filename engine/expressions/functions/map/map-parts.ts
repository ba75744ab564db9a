import { equalScalars } from '../../../types/compare.ts';
import {
  map as mapType,
  array,
  type ArrayType,
  BOOLEAN,
  type DataType,
  type MapType,
  STRING,
  VOID,
} from '../../../types/data-type.ts';
import { RuntimeError } from '../../../types/errors.ts';
import { quotedType, typeMismatch, unexpectedInputType } from '../../analysis-errors.ts';
import { withCommonType } from '../../common-arguments.ts';
import { kernel } from '../../function-code.ts';
import { cachedRegex } from '../../../types/java-regex.ts';
import { accepted, literalOf } from '../../signature.ts';
import { tightestCommonType } from '../../type-coercion.ts';
import { ANY_ARRAY, ANY_MAP, TEXT } from '../../type-pattern.ts';
import type { TypedExpression } from '../../typed.ts';
import { defineMapFunction, entry, mapArgument } from './define-map-function.ts';
import { type Entries, mapBuilder } from './map.ts';

/** Whether a regular expression is one character that stands for itself. */
const isPlainCharacter = (pattern: string): boolean => pattern.length === 1 && !'\\^$.*+?()[]{}|'.includes(pattern);

export const mapKeys = defineMapFunction({
  name: 'map_keys',
  description: 'The keys of a map.',
  parameters: ['map'],
  examples: [{ sql: "map_keys(map(1, 'a', 2, 'b'))", result: '[1, 2]' }],
  count: [1, 1],
  bind: (args, context) => {
    const [m, t] = mapArgument(args, 0, context);
    return {
      args: [m],
      type: array(t.key, false),
      nullable: m.nullable,
      code: kernel((entries: Entries) => entries.map(([k]) => k)),
    };
  },
});

export const mapValues = defineMapFunction({
  name: 'map_values',
  description: 'The values of a map.',
  parameters: ['map'],
  examples: [{ sql: "map_values(map(1, 'a', 2, 'b'))", result: '[a, b]' }],
  count: [1, 1],
  bind: (args, context) => {
    const [m, t] = mapArgument(args, 0, context);
    return {
      args: [m],
      type: array(t.value, t.valueContainsNull),
      nullable: m.nullable,
      code: kernel((entries: Entries) => entries.map(([, v]) => v)),
    };
  },
});

export const mapEntries = defineMapFunction({
  name: 'map_entries',
  description: 'The entries of a map as structs of key and value.',
  parameters: ['map'],
  examples: [{ sql: "map_entries(map(1, 'a'))", result: '[{1, a}]' }],
  count: [1, 1],
  bind: (args, context) => {
    const [m, t] = mapArgument(args, 0, context);
    return {
      args: [m],
      type: array(entry(t), false),
      nullable: m.nullable,
      code: kernel((entries: Entries) => entries),
    };
  },
});

export const mapContainsKey = defineMapFunction({
  name: 'map_contains_key',
  description: 'Whether the map has the key.',
  parameters: ['map', 'key'],
  examples: [{ sql: "map_contains_key(map(1, 'a'), 1)", result: 'true' }],
  count: [2, 2],
  bind: (args, context) => {
    if (args.some((arg) => arg.type.kind === 'void')) {
      throw typeMismatch(
        'NULL_TYPE',
        context.sql(args),
        'Null typed values cannot be used as arguments of `map_contains_key`.',
      );
    }
    const [m, t] = mapArgument(args, 0, context);
    const common = tightestCommonType(t.key, args[1]!.type);
    if (common === undefined) {
      throw typeMismatch(
        'MAP_FUNCTION_DIFF_TYPES',
        context.sql(args),
        `Input to \`map_contains_key\` should have been a map and its key type, but it's [${quotedType(t)}, ${quotedType(args[1]!.type)}].`,
      );
    }
    const equal = equalScalars(common);
    const both = [context.cast(m, mapType(common, t.value, t.valueContainsNull)), context.cast(args[1]!, common)];
    return {
      args: both,
      type: BOOLEAN,
      nullable: both.some((arg) => arg.nullable),
      code: kernel((entries: Entries, key: unknown) => {
        for (let i = 0; i < entries.length; i++) if (equal(entries[i]![0], key)) return true;
        return false;
      }),
    };
  },
});

export const mapConcat = defineMapFunction({
  name: 'map_concat',
  description: 'The entries of all maps.',
  parameters: ['map', '...'],
  examples: [{ sql: "map_concat(map(1, 'a'), map(2, 'b'))", result: '{1 -> a, 2 -> b}' }],
  count: [0, Infinity],
  bind: (given, context) => {
    if (given.length === 0)
      return { args: [], type: mapType(STRING, STRING, false), nullable: false, code: kernel(() => []) };
    given.forEach((arg, i) => {
      if (arg.type.kind !== 'map' && arg.type.kind !== 'void')
        throw unexpectedInputType(context.sql(given), i, ANY_MAP, arg);
    });
    const types = given.map((arg) => arg.type).filter((t) => t.kind === 'map');
    const common = types.reduce<DataType | undefined>(
      (a, b) => (a === undefined ? undefined : tightestCommonType(a, b)),
      VOID,
    );
    if (common === undefined) {
      throw typeMismatch(
        'DATA_DIFF_TYPES',
        context.sql(given),
        `Input to \`map_concat\` should all be the same type, but it's (${given.map((arg) => quotedType(arg.type)).join(' or ')}).`,
      );
    }
    const args = withCommonType(given, context);
    const type = args[0]!.type as MapType;
    const build = mapBuilder(type.key);
    const join = (...maps: Entries[]): Entries => build(([] as Entries).concat(...maps));
    return {
      args,
      type: common,
      nullable: args.some((arg) => arg.nullable),
      code: kernel(join as (...args: never[]) => unknown),
    };
  },
});

export const mapFromArrays = defineMapFunction({
  name: 'map_from_arrays',
  description: 'A map of keys and values at the same places.',
  parameters: ['keys', 'values'],
  examples: [{ sql: "map_from_arrays(array(1, 2), array('a', 'b'))", result: '{1 -> a, 2 -> b}' }],
  count: [2, 2],
  bind: (given, context) => {
    const args = given.map((arg, i) => accepted(arg, i, ANY_ARRAY, given, context));
    const [k, v] = args.map((arg) => arg.type as ArrayType) as [ArrayType, ArrayType];
    const build = mapBuilder(k.element);
    const zip = (keys: unknown[], values: unknown[]): Entries => {
      if (keys.length !== values.length) {
        throw new RuntimeError({
          condition: '_LEGACY_ERROR_TEMP_2017',
          message: 'The key array and value array of MapData must have the same length.',
        });
      }
      return build(keys.map((key, i) => [key, values[i]]));
    };
    return {
      args,
      type: mapType(k.element, v.element, v.containsNull),
      nullable: args.some((arg) => arg.nullable),
      code: kernel(zip),
    };
  },
});

export const mapFromEntries = defineMapFunction({
  name: 'map_from_entries',
  description: 'A map of structs of two fields.',
  parameters: ['entries'],
  examples: [{ sql: "map_from_entries(array(struct(1, 'a')))", result: '{1 -> a}' }],
  count: [1, 1],
  bind: (args, context) => {
    const [a] = args as [TypedExpression];
    const pair =
      a.type.kind === 'array' && a.type.element.kind === 'struct' && a.type.element.fields.length === 2
        ? a.type.element.fields
        : undefined;
    if (pair === undefined)
      throw unexpectedInputType(context.sql(args), 0, { ...ANY_ARRAY, names: ['ARRAY of pair STRUCT'] }, a);
    const build = mapBuilder(pair[0]!.type);
    const type = mapType(pair[0]!.type, pair[1]!.type, pair[1]!.nullable);
    const make = (items: (unknown[] | null)[]): Entries | null =>
      items.includes(null) ? null : build(items as Entries);
    return { args, type, nullable: a.nullable || (a.type as ArrayType).containsNull, code: kernel(make) };
  },
});

export const strToMap = defineMapFunction({
  name: 'str_to_map',
  description: 'The map of a text of pairs.',
  parameters: ['text', 'pairDelim?', 'keyValueDelim?'],
  examples: [{ sql: "str_to_map('a:1,b:2')", result: '{a -> 1, b -> 2}' }],
  count: [1, 3],
  bind: (given, context) => {
    const filled = [given[0]!, given[1] ?? literalOf(',', STRING), given[2] ?? literalOf(':', STRING)];
    const args = filled.map((arg, i) => accepted(arg, i, TEXT, filled, context));
    const build = mapBuilder(STRING);
    const make = (text: string, pairs: string, values: string): Entries => {
      const parts = text.split(isPlainCharacter(pairs) ? pairs : cachedRegex(pairs, '', 'str_to_map'));
      const plain = isPlainCharacter(values);
      const entries: Entries = [];
      for (const pair of parts) {
        const match = plain ? null : cachedRegex(values, '', 'str_to_map').exec(pair);
        const at = plain ? pair.indexOf(values) : (match?.index ?? -1);
        const size = match === null ? 1 : match[0].length;
        entries.push(at < 0 ? [pair, null] : [pair.slice(0, at), pair.slice(at + size)]);
      }
      return build(entries);
    };
    return { args, type: mapType(STRING, STRING), nullable: args.some((arg) => arg.nullable), code: kernel(make) };
  },
});
