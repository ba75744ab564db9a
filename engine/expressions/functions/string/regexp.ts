import { array, INTEGER, STRING } from '../../../types/data-type.ts';
import { RuntimeError } from '../../../types/errors.ts';
import { typeMismatch } from '../../analysis-errors.ts';
import { defineScalar } from '../../define-scalar.ts';
import { evaluateConstant, isConstant } from '../../evaluate.ts';
import { kernel } from '../../function-code.ts';
import { invalidParameter } from '../../index-errors.ts';
import { cachedRegex } from '../../../types/java-regex.ts';
import { literalOf } from '../../signature.ts';
import { INT, TEXT } from '../../type-pattern.ts';
import { sliceChars, charCount } from '../../code-points.ts';

const groupCount = (regex: RegExp): number => new RegExp(`${regex.source}|`, regex.flags).exec('')!.length - 1;

function checkedGroup(regex: RegExp, index: number, name: string): void {
  const groups = groupCount(regex);
  if (index < 0 || index > groups) {
    throw invalidParameter(
      'REGEX_GROUP_INDEX',
      'idx',
      name,
      `Expects group index between 0 and ${groups}, but got ${index}.`,
    );
  }
}

export const regexpExtract = defineScalar({
  name: 'regexp_extract',
  group: 'string',
  description: 'The part of the first match that the group idx holds; an empty text when nothing matches.',
  parameters: ['str', 'regexp', 'idx?'],
  examples: [{ sql: "regexp_extract('100-200', '(\\\\d+)-(\\\\d+)', 1)", result: '100' }],
  args: [TEXT, TEXT, INT],
  required: 2,
  defaults: { 2: literalOf(1, INTEGER) },
  returns: STRING,
  code: kernel((text: string, pattern: string, index: number) => {
    const regex = cachedRegex(pattern, '', 'regexp_extract');
    const match = regex.exec(text);
    if (match === null) return '';
    checkedGroup(regex, index, 'regexp_extract');
    return match[index] ?? '';
  }),
});

export const regexpExtractAll = defineScalar({
  name: 'regexp_extract_all',
  group: 'string',
  description: 'The parts that the group idx holds in all matches.',
  parameters: ['str', 'regexp', 'idx?'],
  examples: [{ sql: "regexp_extract_all('1-2, 3-4', '(\\\\d)-(\\\\d)', 1)", result: '[1, 3]' }],
  args: [TEXT, TEXT, INT],
  required: 2,
  defaults: { 2: literalOf(1, INTEGER) },
  returns: array(STRING, true),
  code: kernel((text: string, pattern: string, index: number) => {
    const regex = cachedRegex(pattern, 'g', 'regexp_extract_all');
    return [...text.matchAll(regex)].map((match) => {
      checkedGroup(regex, index, 'regexp_extract_all');
      return match[index] ?? '';
    });
  }),
});

const invalidReplacement = (): RuntimeError =>
  new RuntimeError({
    condition: 'INVALID_REGEXP_REPLACE',
    sqlState: '22023',
    message: 'The replacement text is malformed.',
  });

/** Java's replacement text (`$1`, `\$`) as a function of a match. */
function replacementOf(template: string): (match: RegExpExecArray) => string {
  const parts: (string | number)[] = [];
  for (let i = 0; i < template.length; i++) {
    const c = template[i]!;
    if (c === '\\' && i + 1 === template.length) throw invalidReplacement();
    if (c === '\\') parts.push(template[++i]!);
    else if (c === '$' && /\d/.test(template[i + 1] ?? '')) parts.push(Number(template[++i]));
    else parts.push(c);
  }
  return (match) =>
    parts
      .map((part) => {
        if (typeof part === 'string') return part;
        if (part < match.length) return match[part] ?? '';
        throw new RuntimeError({
          condition: 'INVALID_REGEXP_REPLACE',
          sqlState: '22023',
          message: `No group ${part} in the regular expression.`,
        });
      })
      .join('');
}

export const regexpReplace = defineScalar({
  name: 'regexp_replace',
  group: 'string',
  description: 'The text with each match at or after position replaced.',
  parameters: ['str', 'regexp', 'rep', 'position?'],
  examples: [{ sql: "regexp_replace('100-200', '(\\\\d+)', 'num')", result: 'num-num' }],
  args: [TEXT, TEXT, TEXT, INT],
  required: 3,
  defaults: { 3: literalOf(1, INTEGER) },
  returns: STRING,
  code: (args, context) => {
    const position = args[3]!;
    if (isConstant(position) && Number(evaluateConstant(position) ?? 1) <= 0) {
      throw typeMismatch('VALUE_OUT_OF_RANGE', context.sql(args), 'The `position` must be between (0, 2147483647].');
    }
    return replaceKernel;
  },
});

const replaceKernel = kernel((text: string, pattern: string, template: string, position: number) => {
  const regex = cachedRegex(pattern, 'g', 'regexp_replace');
  const from = position - 1;
  if (from !== 0 && from >= text.length) return text;
  const replacement = replacementOf(template);
  let result = '';
  let at = 0;
  for (const match of text.slice(from).matchAll(regex)) {
    result += text.slice(from + at, from + match.index!) + replacement(match as RegExpExecArray);
    at = match.index! + match[0].length;
  }
  return text.slice(0, from) + result + text.slice(from + at);
});

export const regexpCount = defineScalar({
  name: 'regexp_count',
  group: 'string',
  description: 'How often the regular expression matches.',
  parameters: ['str', 'regexp'],
  examples: [{ sql: "regexp_count('Steven Jones', 'n')", result: '2' }],
  args: [TEXT, TEXT],
  returns: INTEGER,
  code: kernel((text: string, pattern: string) => [...text.matchAll(cachedRegex(pattern, 'g', 'regexp_count'))].length),
});

export const regexpSubstr = defineScalar({
  name: 'regexp_substr',
  group: 'string',
  description: 'The first part that matches, NULL when none does.',
  parameters: ['str', 'regexp'],
  examples: [{ sql: "regexp_substr('Steven Jones', 'J.*')", result: 'Jones' }],
  args: [TEXT, TEXT],
  returns: STRING,
  mayBeNull: true,
  code: kernel((text: string, pattern: string) => {
    const found = cachedRegex(pattern, '', 'regexp_substr').exec(text)?.[0];
    return found === undefined || found === '' ? null : found;
  }),
});

export const regexpInstr = defineScalar({
  name: 'regexp_instr',
  group: 'string',
  description: 'The position of the first match, 0 when there is none.',
  parameters: ['str', 'regexp', 'idx?'],
  examples: [{ sql: "regexp_instr('user@spark.apache.org', '@[^.]*')", result: '5' }],
  args: [TEXT, TEXT, INT],
  required: 2,
  defaults: { 2: literalOf(0, INTEGER) },
  returns: INTEGER,
  code: kernel((text: string, pattern: string) => {
    const match = cachedRegex(pattern, '', 'regexp_instr').exec(text);
    return match === null ? 0 : charCount(sliceChars(text.slice(0, match.index), 0, text.length)) + 1;
  }),
});
