import { listOfParts, settled } from '../../../codegen/list-code.ts';
import { structCode } from '../../../codegen/struct-code.ts';
import { map as mapType, VOID, type DataType, type MapType } from '../../../types/data-type.ts';
import { quotedType, typeMismatch, wrongArgumentCount } from '../../analysis-errors.ts';
import { commonTypeOf } from '../../type-coercion.ts';
import { defineFunction, type BindContext, type ScalarCode } from '../../define-function.ts';
import { boundItem, listCode } from '../../list-call.ts';
import type { TypedExpression } from '../../typed.ts';
import { checkedEntries } from './checked-entries.ts';

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
    const type = mapType(
      key,
      value,
      values.some((v) => v.nullable),
    );
    return { args: keys.flatMap((k, i) => [k, values[i]!]), type, nullable: false, code: entriesCode(type) };
  },
});

const entriesCode = (type: MapType): ScalarCode =>
  listCode((args, g) => {
    const parts = args.map((arg) => boundItem(arg, g));
    const entries = parts.flatMap((key, i) =>
      i % 2 === 1 ? [] : [structCode('false', [settled(key), settled(parts[i + 1]!)])],
    );
    const { code, list } = checkedEntries(listOfParts(entries), type, 'false', g);
    return { code: `${parts.map((part) => part.code).join('\n')}\n${code}`, isNull: 'false', list };
  });
