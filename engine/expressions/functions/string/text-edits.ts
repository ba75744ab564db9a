import { INTEGER, STRING } from '../../../types/data-type.ts';
import { initialCapitals, lowerCase, upperCase } from '../../bytes/case.ts';
import { splitPart as partAt, substringIndex as partBefore } from '../../bytes/delimited.ts';
import { characterOf } from '../../bytes/first-character.ts';
import { quoted } from '../../bytes/quote.ts';
import { repeatText, spaces } from '../../bytes/repeat.ts';
import { replaceParts, translator } from '../../bytes/replace.ts';
import { leftPart, leftPartOfBinary, rightPart, substring as part, substringOfBinary } from '../../bytes/substring.ts';
import { bytes } from '../../function-code.ts';
import { literalOf } from '../../signature.ts';
import { BIGINT, INT, TEXT } from '../../type-pattern.ts';
import { asGiven, byKind, STRING_LIKE, text } from './define-text-function.ts';

export const upper = text(
  'upper',
  ['str'],
  'The text in upper case.',
  ["upper('Spark')", 'SPARK'],
  [TEXT],
  STRING,
  bytes('text', upperCase),
  { aliases: ['ucase'] },
);

export const lower = text(
  'lower',
  ['str'],
  'The text in lower case.',
  ["lower('Spark')", 'spark'],
  [TEXT],
  STRING,
  bytes('text', lowerCase),
  { aliases: ['lcase'] },
);

export const initcap = text(
  'initcap',
  ['str'],
  'The text with the first letter of each word in upper case.',
  ["initcap('sPark sql')", 'Spark Sql'],
  [TEXT],
  STRING,
  bytes('text', initialCapitals),
);

export const substring = text(
  'substring',
  ['str', 'pos', 'len?'],
  'The part of str from pos (1 is the first character, negative counts from the end).',
  ["substring('Spark SQL', 5, 1)", 'k'],
  [STRING_LIKE, INT, INT],
  asGiven,
  byKind(bytes('slice', part), bytes('slice', substringOfBinary)),
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
  byKind(bytes('slice', leftPart), bytes('slice', leftPartOfBinary)),
);

export const right = text(
  'right',
  ['str', 'len'],
  'The last len characters.',
  ["right('Spark SQL', 3)", 'SQL'],
  [TEXT, INT],
  STRING,
  bytes('slice', rightPart),
);

export const repeat = text(
  'repeat',
  ['str', 'n'],
  'The text n times.',
  ["repeat('ab', 2)", 'abab'],
  [TEXT, INT],
  STRING,
  bytes('text', repeatText),
);

export const space = text(
  'space',
  ['n'],
  'n spaces.',
  ["concat('[', space(2), ']')", '[  ]'],
  [INT],
  STRING,
  bytes('text', spaces),
);

export const replace = text(
  'replace',
  ['str', 'search', 'replacement?'],
  'The text with each search replaced.',
  ["replace('ABCabc', 'abc', 'DEF')", 'ABCDEF'],
  [TEXT, TEXT, TEXT],
  STRING,
  bytes('text', replaceParts),
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
  () => bytes('text', translator()),
);

export const substringIndex = text(
  'substring_index',
  ['str', 'delim', 'count'],
  'The part of str before count occurrences of delim, from the end when count is negative.',
  ["substring_index('www.apache.org', '.', 2)", 'www.apache'],
  [TEXT, TEXT, INT],
  STRING,
  bytes('slice', partBefore),
);

export const splitPart = text(
  'split_part',
  ['str', 'delimiter', 'partNum'],
  'The part at a place of a text split by a delimiter; negative places count from the end.',
  ["split_part('11.12.13', '.', 3)", '13'],
  [TEXT, TEXT, INT],
  STRING,
  bytes('slice', partAt),
);

export const quote = text(
  'quote',
  ['str'],
  'The text in single quotes, with quotes inside escaped.',
  ["quote('Don\\'t')", "'Don\\'t'"],
  [TEXT],
  STRING,
  bytes('text', quoted),
);

export const chr = text(
  'chr',
  ['expr'],
  'The character of a code below 256.',
  ['chr(65)', 'A'],
  [BIGINT],
  STRING,
  bytes('text', characterOf),
  { aliases: ['char'] },
);
