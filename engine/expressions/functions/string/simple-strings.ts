import { BOOLEAN, INTEGER, STRING } from '../../../types/data-type.ts';
import { editDistance } from '../../../types/errors.ts';
import { charCount, indexOfChars, substringBytes, substringSql, utf8Length } from '../../code-points.ts';
import { defineFunction, type FunctionExample, type ScalarFunction } from '../../define-function.ts';
import { defineScalar } from '../../define-scalar.ts';
import { indexOfZero } from '../../index-errors.ts';
import { kernel, nullKernel } from '../../function-code.ts';
import { coerced, literalOf, type Signature } from '../../signature.ts';
import { anyOf, BYTES, INT, TEXT, type TypePattern } from '../../type-pattern.ts';
import type { DataType } from '../../../types/data-type.ts';

type Kernel = (...args: never[]) => unknown;

/** Functions of texts, one line of rule each. */
function text(
  name: string,
  parameters: readonly string[],
  description: string,
  example: readonly [string, string],
  args: readonly TypePattern[],
  returns: Signature['returns'],
  f: Kernel,
  more: Partial<
    Pick<ScalarFunction, 'aliases' | 'pretty'> & Pick<Signature, 'required' | 'defaults' | 'mayBeNull'>
  > = {},
): ScalarFunction {
  const examples: FunctionExample[] = [{ sql: example[0], result: example[1] }];
  return defineScalar({
    name,
    group: 'string',
    description,
    parameters,
    examples,
    args,
    returns,
    code: kernel(f),
    ...more,
  });
}

const STRING_LIKE = anyOf(TEXT, BYTES);
const asGiven: Signature['returns'] = ([a]): DataType => a!.type;

export const upper = text(
  'upper',
  ['str'],
  'The text in upper case.',
  ["upper('Spark')", 'SPARK'],
  [TEXT],
  STRING,
  (s: string) => s.toUpperCase(),
  { aliases: ['ucase'] },
);
export const lower = text(
  'lower',
  ['str'],
  'The text in lower case.',
  ["lower('Spark')", 'spark'],
  [TEXT],
  STRING,
  (s: string) => s.toLowerCase(),
  { aliases: ['lcase'] },
);

export const initcap = text(
  'initcap',
  ['str'],
  'The text with the first letter of each word in upper case.',
  ["initcap('sPark sql')", 'Spark Sql'],
  [TEXT],
  STRING,
  (s: string) => s.toLowerCase().replace(/(^| )(\p{L})/gu, (_, gap: string, letter: string) => gap + titleCase(letter)),
);

const titleCase = (letter: string): string => {
  const upperCase = letter.toUpperCase();
  return [...upperCase].length === 1 ? upperCase : upperCase[0]! + upperCase.slice(1).toLowerCase();
};

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

export const substring = text(
  'substring',
  ['str', 'pos', 'len?'],
  'The part of str from pos (1 is the first character, negative counts from the end).',
  ["substring('Spark SQL', 5, 1)", 'k'],
  [STRING_LIKE, INT, INT],
  asGiven,
  (v: string | Uint8Array, pos: number, len: number) =>
    typeof v === 'string' ? substringSql(v, pos, len) : substringBytes(v, pos, len),
  {
    aliases: ['substr'],
    required: 2,
    defaults: { 2: literalOf(2147483647, INTEGER) },
  },
);

export const left = text(
  'left',
  ['str', 'len'],
  'The first len characters.',
  ["left('Spark SQL', 3)", 'Spa'],
  [STRING_LIKE, INT],
  asGiven,
  (v: string | Uint8Array, n: number) => (typeof v === 'string' ? substringSql(v, 1, n) : substringBytes(v, 1, n)),
);
export const right = text(
  'right',
  ['str', 'len'],
  'The last len characters.',
  ["right('Spark SQL', 3)", 'SQL'],
  [TEXT, INT],
  STRING,
  (s: string, n: number) => (n <= 0 ? '' : substringSql(s, -n, n)),
);

export const repeat = text(
  'repeat',
  ['str', 'n'],
  'The text n times.',
  ["repeat('ab', 2)", 'abab'],
  [TEXT, INT],
  STRING,
  (s: string, n: number) => s.repeat(Math.max(0, n)),
);
export const space = text(
  'space',
  ['n'],
  'n spaces.',
  ["concat('[', space(2), ']')", '[  ]'],
  [INT],
  STRING,
  (n: number) => ' '.repeat(Math.max(0, n)),
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

export const replace = text(
  'replace',
  ['str', 'search', 'replacement?'],
  'The text with each search replaced.',
  ["replace('ABCabc', 'abc', 'DEF')", 'ABCDEF'],
  [TEXT, TEXT, TEXT],
  STRING,
  (s: string, search: string, by: string) => (search === '' ? s : s.replaceAll(search, () => by)),
  {
    required: 2,
    defaults: { 2: literalOf('', STRING) },
  },
);

export const translate = text(
  'translate',
  ['input', 'from', 'to'],
  'The text with each character of from replaced by the one of to at the same place.',
  ["translate('AaBbCc', 'abc', '123')", 'A1B2C3'],
  [TEXT, TEXT, TEXT],
  STRING,
  (s: string, from: string, to: string) => {
    const targets = [...to];
    const table = new Map<string, string>();
    [...from].forEach((c, i) => {
      if (!table.has(c)) table.set(c, targets[i] ?? '');
    });
    return [...s].map((c) => table.get(c) ?? c).join('');
  },
);

export const substringIndex = text(
  'substring_index',
  ['str', 'delim', 'count'],
  'The part of str before count occurrences of delim, from the end when count is negative.',
  ["substring_index('www.apache.org', '.', 2)", 'www.apache'],
  [TEXT, TEXT, INT],
  STRING,
  (s: string, delimiter: string, count: number) => {
    if (delimiter === '' || count === 0) return '';
    let at = count > 0 ? -1 : s.length;
    for (let i = 0; i < Math.abs(count); i++) {
      if (count > 0) {
        at = s.indexOf(delimiter, at + 1);
        if (at < 0) return s;
      } else {
        if (at === 0) return s;
        at = s.lastIndexOf(delimiter, at - 1);
        if (at < 0) return s;
      }
    }
    return count > 0 ? s.slice(0, at) : s.slice(at + delimiter.length);
  },
);

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

export const splitPart = text(
  'split_part',
  ['str', 'delimiter', 'partNum'],
  'The part at a place of a text split by a delimiter; negative places count from the end.',
  ["split_part('11.12.13', '.', 3)", '13'],
  [TEXT, TEXT, INT],
  STRING,
  (s: string, delimiter: string, n: number) => {
    if (n === 0) throw indexOfZero();
    const parts = delimiter === '' ? [s] : s.split(delimiter);
    return parts[n > 0 ? n - 1 : parts.length + n] ?? '';
  },
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

export const quote = text(
  'quote',
  ['str'],
  'The text in single quotes, with quotes inside escaped.',
  ["quote('Don\\'t')", "'Don\\'t'"],
  [TEXT],
  STRING,
  (s: string) => `'${s.replace(/'/g, "\\'")}'`,
);

export const chr = text(
  'chr',
  ['expr'],
  'The character of a code below 256.',
  ['chr(65)', 'A'],
  [{ names: ['BIGINT'], accepts: (t) => t.kind === 'long', concrete: { kind: 'long' } }],
  STRING,
  (n: bigint) => (n < 0n ? '' : String.fromCharCode(Number(n & 255n))),
  { aliases: ['char'] },
);
