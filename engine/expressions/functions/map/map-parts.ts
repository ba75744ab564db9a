import { either } from '../../../codegen/either.ts';
import { NO_ITEMS, type ListCode } from '../../../codegen/list-code.ts';
import { entryType } from '../../../columnar/item-type.ts';
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
import type { ScalarCode } from '../../define-function.ts';
import { fieldsOf } from '../../fields-of-items.ts';
import { countOf, isAtHand, listCode, listOf, placed, unless, valueOf } from '../../list-call.ts';
import { accepted, literalOf } from '../../signature.ts';
import { tightestCommonType } from '../../type-coercion.ts';
import { ANY_ARRAY, ANY_MAP, TEXT } from '../../type-pattern.ts';
import type { TypedExpression } from '../../typed.ts';
import { joinedLists } from '../array/joined-lists.ts';
import { zippedItems } from '../array/zipped-items.ts';
import { comparisonText } from '../operator/comparison.ts';
import { checkedEntries } from './checked-entries.ts';
import { defineMapFunction, mapArgument } from './define-map-function.ts';
import { textEntries } from './text-entries.ts';

const fieldOfEntries = (ordinal: number): ScalarCode =>
  listOf(({ lists: [entries] }, g) => fieldsOf(entries!, ordinal, g));

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
      code: fieldOfEntries(0),
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
      code: fieldOfEntries(1),
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
      type: array(entryType(t), false),
      nullable: m.nullable,
      code: listOf(({ lists: [entries] }) => ({ list: entries! })),
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
    const both = [context.cast(m, mapType(common, t.value, t.valueContainsNull)), context.cast(args[1]!, common)];
    return { args: both, type: BOOLEAN, nullable: both.some((arg) => arg.nullable), code: containsKey(common) };
  },
});

const containsKey = (type: DataType): ScalarCode =>
  valueOf(({ lists: [entries], values: [wanted], isNull }, g) => {
    const found = g.fresh('f');
    const look = entries!.each((entry) => {
      const key = g.fieldOf(entry, 0);
      return `${key.code}\nif (!${found} && ${comparisonText('==', type, key, wanted!, g)}) ${found} = true;`;
    });
    return { code: `let ${found} = false;\n${unless(isNull, look)}`, isNull, value: found };
  }, 1);

export const mapConcat = defineMapFunction({
  name: 'map_concat',
  description: 'The entries of all maps.',
  parameters: ['map', '...'],
  examples: [{ sql: "map_concat(map(1, 'a'), map(2, 'b'))", result: '{1 -> a, 2 -> b}' }],
  count: [0, Infinity],
  bind: (given, context) => {
    if (given.length === 0)
      return { args: [], type: mapType(STRING, STRING, false), nullable: false, code: NO_ENTRIES };
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
    const code = listOf(({ lists, isNull }, g) => checkedEntries(joinedLists(lists), type, isNull, g));
    return { args, type: common, nullable: args.some((arg) => arg.nullable), code };
  },
});

const NO_ENTRIES = listCode(() => ({ code: '', isNull: 'false', list: NO_ITEMS }));

export const mapFromArrays = defineMapFunction({
  name: 'map_from_arrays',
  description: 'A map of keys and values at the same places.',
  parameters: ['keys', 'values'],
  examples: [{ sql: "map_from_arrays(array(1, 2), array('a', 'b'))", result: '{1 -> a, 2 -> b}' }],
  count: [2, 2],
  bind: (given, context) => {
    const args = given.map((arg, i) => accepted(arg, i, ANY_ARRAY, given, context));
    const [k, v] = args.map((arg) => arg.type as ArrayType) as [ArrayType, ArrayType];
    const type = mapType(k.element, v.element, v.containsNull);
    return { args, type, nullable: args.some((arg) => arg.nullable), code: pairsCode(type) };
  },
});

const pairsCode = (type: MapType): ScalarCode =>
  listOf((given, g, args) => {
    const { lists, isNull } = given;
    const known = lists.every((list) => list.parts !== undefined && list.parts.length === lists[0]!.parts!.length);
    const sides = known ? lists : lists.map((list, i) => placed(list, args[i]!.type, isNull, g));
    const held = known ? lists : (sides as { list: ListCode }[]).map(({ list }) => list);
    const counts = held.map((list) => countOf(list, g).count);
    const check = known ? '' : `if (${counts.join(' !== ')}) ${g.constant(throwUnequal)}();`;
    const zipped = zippedItems({ ...given, lists: held }, g, args);
    const { code, list } = checkedEntries(zipped.list, type, isNull, g);
    const before = known ? '' : (sides as { code: string }[]).map((side) => side.code).join('\n');
    return { code: `${before}\n${unless(isNull, check)}\n${zipped.code}\n${code}`, list };
  });

function throwUnequal(): never {
  throw new RuntimeError({
    condition: '_LEGACY_ERROR_TEMP_2017',
    message: 'The key array and value array of MapData must have the same length.',
  });
}

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
    const type = mapType(pair[0]!.type, pair[1]!.type, pair[1]!.nullable);
    const nullable = a.nullable || (a.type as ArrayType).containsNull;
    return { args, type, nullable, code: entriesOf(type) };
  },
});

/** The structs of an array as entries; NULL where one of them is. */
const entriesOf = (type: MapType): ScalarCode =>
  listOf(({ lists: [given], isNull }, g, args) => {
    const { code, list } = isAtHand(given!) ? { code: '', list: given! } : placed(given!, args[0]!.type, isNull, g);
    const missing = g.fresh('z');
    const look = list.each((item) => (item.isNull === 'false' ? '' : `if (${item.isNull}) ${missing} = true;`));
    const anyNull = either(isNull, missing);
    const present: ListCode = {
      each: (body) => list.each((item) => body({ ...item, isNull: 'false' })),
      copies: list.copies,
    };
    const checked = checkedEntries(present, type, anyNull, g);
    const before = `${code}\nlet ${missing} = false;\n${unless(isNull, look)}`;
    return { code: `${before}\n${checked.code}`, isNull: anyNull, list: checked.list };
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
    return { args, type: TEXTS, nullable: args.some((arg) => arg.nullable), code: textsCode };
  },
});

const TEXTS = mapType(STRING, STRING);

const textsCode = listCode((args, g) => {
  const entries = textEntries(args, g);
  const { code, list } = checkedEntries(entries.list, TEXTS, entries.isNull, g);
  return { code: `${entries.code}\n${code}`, isNull: entries.isNull, list };
});
