import type { CodeContext, ExpressionCode } from '../../../codegen/code-context.ts';
import { bytesCall } from '../../../codegen/generate-expression.ts';
import { BOOLEAN, INTEGER } from '../../../types/data-type.ts';
import { passesLuhn } from '../../bytes/digits.ts';
import { levenshtein as distance } from '../../bytes/edit-distance.ts';
import { firstCode } from '../../bytes/first-character.ts';
import { bitLength as bits, byteLength, characterLength } from '../../bytes/lengths.ts';
import { containsBytes, endsWithBytes, locatePart, placeInList, placeOf, startsWithBytes } from '../../bytes/search.ts';
import { defineFunction, type ScalarCode, type ScalarFunction } from '../../define-function.ts';
import { orNull } from '../../../codegen/or-null.ts';
import { bytes } from '../../function-code.ts';
import { coerced, literalOf } from '../../signature.ts';
import { BYTES, INT, TEXT } from '../../type-pattern.ts';
import type { TypedExpression } from '../../typed.ts';
import { byKind, STRING_LIKE, text } from './define-text-function.ts';

export const length = text(
  'length',
  ['expr'],
  'The number of characters of a text, of bytes of a binary.',
  ["length('Spark')", '5'],
  [STRING_LIKE],
  INTEGER,
  byKind(bytes('value', characterLength), bytes('value', byteLength)),
  {
    aliases: ['char_length', 'character_length', 'len'],
  },
);

export const octetLength = text(
  'octet_length',
  ['expr'],
  'The number of bytes.',
  ["octet_length('é')", '2'],
  [STRING_LIKE],
  INTEGER,
  bytes('value', byteLength),
);

export const bitLength = text(
  'bit_length',
  ['expr'],
  'The number of bits.',
  ["bit_length('a')", '8'],
  [STRING_LIKE],
  INTEGER,
  bytes('value', bits),
);

export const ascii = text(
  'ascii',
  ['str'],
  'The code of the first character.',
  ["ascii('a')", '97'],
  [TEXT],
  INTEGER,
  bytes('value', firstCode),
);

export const instr = text(
  'instr',
  ['str', 'substr'],
  'The position of substr in str, 0 if it is not there.',
  ["instr('SparkSQL', 'SQL')", '6'],
  [TEXT, TEXT],
  INTEGER,
  bytes('value', placeOf),
);

const locateCode = bytes('value', locatePart);

/** Spark gives 0 for no position, even where a text is null. */
function locateFrom(args: readonly TypedExpression[], g: CodeContext): ExpressionCode {
  const position = g.bound(g.expression(args[2]!));
  if (position.isNull === 'true') return { code: '', isNull: 'false', value: '0' };
  const found = bytesCall(locateCode, args, INTEGER, g);
  const name = g.fresh();
  const code = `${position.code}\n${found.code}\nconst ${name} = ${position.isNull} ? 0 : ${orNull(found)};`;
  return { code, isNull: `(${name} === null)`, value: name };
}

export const locate = defineFunction({
  name: 'locate',
  aliases: ['position'],
  group: 'string',
  description: 'The position of substr in str at or after pos, 0 if it is not there.',
  parameters: ['substr', 'str', 'pos?'],
  examples: [{ sql: "locate('bar', 'foobarbar', 5)", result: '7' }],
  bind(given, context) {
    const args = coerced(
      { args: [TEXT, TEXT, INT], required: 2, defaults: { 2: literalOf(1, INTEGER) } },
      given,
      context,
    );
    const code: ScalarCode = args[2]!.nullable ? { form: 'generate', generate: locateFrom } : locateCode;
    return { args, type: INTEGER, nullable: args.slice(0, 2).some((arg) => arg.nullable), code };
  },
});

export const findInSet = text(
  'find_in_set',
  ['str', 'str_array'],
  'The place of str in a list separated by commas, 0 if it is not there.',
  ["find_in_set('ab', 'abc,b,ab,c')", '3'],
  [TEXT, TEXT],
  INTEGER,
  bytes('value', placeInList),
);

/** Both texts or both binaries. */
function textTest(
  name: string,
  description: string,
  example: readonly [string, string],
  code: ScalarCode,
): ScalarFunction {
  return defineFunction({
    name,
    group: 'string',
    description,
    parameters: ['left', 'right'],
    examples: [{ sql: example[0], result: example[1] }],
    bind(given, context) {
      const binary = given.length === 2 && given.every((arg) => arg.type.kind === 'binary');
      const args = coerced({ args: binary ? [BYTES, BYTES] : [TEXT, TEXT] }, given, context);
      return { args, type: BOOLEAN, nullable: args.some((arg) => arg.nullable), code };
    },
  });
}

export const contains = textTest(
  'contains',
  'Whether right is a part of left.',
  ["contains('Spark SQL', 'Spark')", 'true'],
  bytes('value', containsBytes),
);

export const startsWith = textTest(
  'startswith',
  'Whether left begins with right.',
  ["startswith('Spark SQL', 'Spark')", 'true'],
  bytes('value', startsWithBytes),
);

export const endsWith = textTest(
  'endswith',
  'Whether left ends with right.',
  ["endswith('Spark SQL', 'SQL')", 'true'],
  bytes('value', endsWithBytes),
);

export const levenshtein = text(
  'levenshtein',
  ['str1', 'str2', 'threshold?'],
  'The number of edits between both texts; -1 when above the threshold.',
  ["levenshtein('kitten', 'sitting')", '3'],
  [TEXT, TEXT, INT],
  INTEGER,
  bytes('value', distance),
  { required: 2 },
);

export const luhnCheck = text(
  'luhn_check',
  ['str'],
  'Whether the digits pass the Luhn check.',
  ["luhn_check('8112189876')", 'true'],
  [TEXT],
  BOOLEAN,
  bytes('value', passesLuhn),
);
