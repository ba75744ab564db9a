import { map as mapType, VOID, type DataType } from '../../../types/data-type.ts';
import { RuntimeError } from '../../../types/errors.ts';
import { quotedType, typeMismatch, wrongArgumentCount } from '../../analysis-errors.ts';
import { commonTypeOf } from '../../type-coercion.ts';
import { defineFunction, type BindContext } from '../../define-function.ts';
import { nullKernel } from '../../function-code.ts';
import { itemSets } from '../array/item-sets.ts';
import { setKey } from '../../scalar-key.ts';
import type { TypedExpression } from '../../typed.ts';
import { scalarToText } from '../../../types/to-text.ts';

export type Entries = [unknown, unknown][];

/** A function that checks keys: none is NULL, none comes twice. */
export function mapBuilder(key: DataType): (entries: Entries) => Entries {
  const { distinct } = itemSets(key);
  const idOf = setKey(key);
  return (entries) => {
    const keys: unknown[] = [];
    for (let i = 0; i < entries.length; i++) keys.push(entries[i]![0] ?? null);
    if (!keys.includes(null) && distinct(keys).length === keys.length) return entries;
    const seen = new Set<unknown>();
    for (const k of keys) {
      if (k === null) {
        throw new RuntimeError({
          condition: 'NULL_MAP_KEY',
          sqlState: '2200E',
          message: 'Cannot use null as map key.',
        });
      }
      const id = idOf(k);
      if (seen.has(id)) {
        throw new RuntimeError({
          condition: 'DUPLICATED_MAP_KEY',
          sqlState: '23505',
          message: `Duplicate map key ${scalarToText(k, key, 'UTC')} was found, please check the input data.`,
        });
      }
      seen.add(id);
    }
    return entries;
  };
}

function side(
  args: readonly TypedExpression[],
  which: 'keys' | 'values',
  all: readonly TypedExpression[],
  context: BindContext,
): [TypedExpression[], DataType] {
  const type = args.length === 0 ? VOID : commonTypeOf(args.map((arg) => arg.type));
  if (type === undefined) {
    throw typeMismatch(
      which === 'keys' ? 'CREATE_MAP_KEY_DIFF_TYPES' : 'CREATE_MAP_VALUE_DIFF_TYPES',
      context.sql(all),
      `The given ${which} of function \`map\` should all be the same type, but they are [${args.map((arg) => quotedType(arg.type)).join(', ')}].`,
    );
  }
  return [args.map((arg) => context.cast(arg, type)), type];
}

export const map = defineFunction({
  name: 'map',
  aliases: ['create_map'],
  group: 'map',
  description: 'A map of the given keys and values.',
  parameters: ['key1', 'value1', '...'],
  examples: [{ sql: "map('a', 1, 'b', 2)", result: '{a -> 1, b -> 2}' }],
  bind(given, context) {
    if (given.length % 2 !== 0) throw wrongArgumentCount(context.functionName, '2n (n > 0)', given.length);
    const [keys, key] = side(
      given.filter((_, i) => i % 2 === 0),
      'keys',
      given,
      context,
    );
    const [values, value] = side(
      given.filter((_, i) => i % 2 === 1),
      'values',
      given,
      context,
    );
    if (key.kind === 'map') {
      throw typeMismatch(
        'INVALID_MAP_KEY_TYPE',
        context.sql(given),
        `The key of map cannot be/contain ${quotedType(key)}.`,
      );
    }
    const build = mapBuilder(key);
    return {
      args: keys.flatMap((k, i) => [k, values[i]!]),
      type: mapType(
        key,
        value,
        values.some((v) => v.nullable),
      ),
      nullable: false,
      code: nullKernel((...parts: never[]) => {
        const entries: Entries = [];
        for (let i = 0; i < parts.length; i += 2) entries.push([parts[i], parts[i + 1]]);
        return build(entries);
      }),
    };
  },
});
