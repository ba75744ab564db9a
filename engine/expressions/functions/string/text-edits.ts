import { checkTextSize } from '../../result-size.ts';
import { INTEGER, STRING } from '../../../types/data-type.ts';
import { substringBytes, substringSql } from '../../code-points.ts';
import { indexOfZero } from '../../index-errors.ts';
import { literalOf } from '../../signature.ts';
import { INT, TEXT } from '../../type-pattern.ts';
import { asGiven, STRING_LIKE, text } from './define-text-function.ts';

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

function repeated(name: string, s: string, n: number): string {
  checkTextSize(s.length * n, name);
  return s.repeat(Math.max(0, n));
}

export const repeat = text(
  'repeat',
  ['str', 'n'],
  'The text n times.',
  ["repeat('ab', 2)", 'abab'],
  [TEXT, INT],
  STRING,
  (s: string, n: number) => repeated('repeat', s, n),
);

export const space = text(
  'space',
  ['n'],
  'n spaces.',
  ["concat('[', space(2), ']')", '[  ]'],
  [INT],
  STRING,
  (n: number) => repeated('space', ' ', n),
);

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
