import { BOOLEAN, INTEGER } from '../../../types/data-type.ts';
import { editDistance } from '../../../types/edit-distance.ts';
import { charCount, indexOfChars, utf8Length } from '../../code-points.ts';
import { defineFunction, type ScalarFunction } from '../../define-function.ts';
import { kernel, nullKernel } from '../../function-code.ts';
import { coerced, literalOf } from '../../signature.ts';
import { BYTES, INT, TEXT } from '../../type-pattern.ts';
import { type Kernel, STRING_LIKE, text } from './define-text-function.ts';

export const length = text(
  'length',
  ['expr'],
  'The number of characters of a text, of bytes of a binary.',
  ["length('Spark')", '5'],
  [STRING_LIKE],
  INTEGER,
  (v: string | Uint8Array) => (typeof v === 'string' ? charCount(v) : v.length),
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
  (v: string | Uint8Array) => (typeof v === 'string' ? utf8Length(v) : v.length),
);

export const bitLength = text(
  'bit_length',
  ['expr'],
  'The number of bits.',
  ["bit_length('a')", '8'],
  [STRING_LIKE],
  INTEGER,
  (v: string | Uint8Array) => 8 * (typeof v === 'string' ? utf8Length(v) : v.length),
);

export const ascii = text(
  'ascii',
  ['str'],
  'The code of the first character.',
  ["ascii('a')", '97'],
  [TEXT],
  INTEGER,
  (s: string) => s.codePointAt(0) ?? 0,
);

export const instr = text(
  'instr',
  ['str', 'substr'],
  'The position of substr in str, 0 if it is not there.',
  ["instr('SparkSQL', 'SQL')", '6'],
  [TEXT, TEXT],
  INTEGER,
  (s: string, part: string) => indexOfChars(s, part) + 1,
);

const locateFrom = (part: string, s: string, pos: number): number => (pos < 1 ? 0 : indexOfChars(s, part, pos - 1) + 1);

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
    const code = nullKernel((part: string | null, s: string | null, pos: number | null) => {
      if (pos === null) return 0;
      return part === null || s === null ? null : locateFrom(part, s, pos);
    });
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
  (s: string, list: string) => (s.includes(',') ? 0 : list.split(',').indexOf(s) + 1),
);

const test =
  (f: (s: string, part: string) => boolean, g: (s: Buffer, part: Uint8Array) => boolean): Kernel =>
  (s: string | Uint8Array, part: string | Uint8Array) =>
    typeof s === 'string' ? f(s, part as string) : g(Buffer.from(s), part as Uint8Array);

/** Both texts or both binaries. */
function textTest(name: string, description: string, example: readonly [string, string], f: Kernel): ScalarFunction {
  return defineFunction({
    name,
    group: 'string',
    description,
    parameters: ['left', 'right'],
    examples: [{ sql: example[0], result: example[1] }],
    bind(given, context) {
      const binary = given.length === 2 && given.every((arg) => arg.type.kind === 'binary');
      const args = coerced({ args: binary ? [BYTES, BYTES] : [TEXT, TEXT] }, given, context);
      return { args, type: BOOLEAN, nullable: args.some((arg) => arg.nullable), code: kernel(f) };
    },
  });
}

export const contains = textTest(
  'contains',
  'Whether right is a part of left.',
  ["contains('Spark SQL', 'Spark')", 'true'],
  test(
    (s, p) => s.includes(p),
    (s, p) => s.includes(Buffer.from(p)),
  ),
);

export const startsWith = textTest(
  'startswith',
  'Whether left begins with right.',
  ["startswith('Spark SQL', 'Spark')", 'true'],
  test(
    (s, p) => s.startsWith(p),
    (s, p) => s.subarray(0, p.length).equals(p),
  ),
);

export const endsWith = textTest(
  'endswith',
  'Whether left ends with right.',
  ["endswith('Spark SQL', 'SQL')", 'true'],
  test(
    (s, p) => s.endsWith(p),
    (s, p) => s.length >= p.length && s.subarray(s.length - p.length).equals(p),
  ),
);

export const levenshtein = text(
  'levenshtein',
  ['str1', 'str2', 'threshold?'],
  'The number of edits between both texts; -1 when above the threshold.',
  ["levenshtein('kitten', 'sitting')", '3'],
  [TEXT, TEXT, INT],
  INTEGER,
  (a: string, b: string, threshold?: number) => {
    const distance = editDistance(a, b);
    return threshold !== undefined && (distance > threshold || threshold < 0) ? -1 : distance;
  },
  { required: 2 },
);

export const luhnCheck = text(
  'luhn_check',
  ['str'],
  'Whether the digits pass the Luhn check.',
  ["luhn_check('8112189876')", 'true'],
  [TEXT],
  BOOLEAN,
  (s: string) => {
    if (!/^\d+$/.test(s)) return false;
    let sum = 0;
    for (let i = 0; i < s.length; i++) {
      const digit = Number(s[s.length - 1 - i]);
      const doubled = i % 2 === 1 ? digit * 2 : digit;
      sum += doubled > 9 ? doubled - 9 : doubled;
    }
    return sum % 10 === 0;
  },
);
