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
import { charCount } from '../../code-points.ts';

function checkedGroup(match: RegExpExecArray, index: number, name: string): void {
  const groups = match.length - 1;
  if (index < 0 || index > groups) {
    throw invalidParameter(
      'REGEX_GROUP_INDEX',
      'idx',
      name,
      `Expects group index between 0 and ${groups}, but got ${index}.`,
    );
  }
}

/** The next match of a regular expression with the flag g. */
function nextMatch(regex: RegExp, text: string): RegExpExecArray | null {
  const match = regex.exec(text);
  if (match !== null && match[0].length === 0) stepOver(regex, text, match.index);
  return match;
}

/** After a match of nothing the search goes on behind the next character. */
function stepOver(regex: RegExp, text: string, at: number): void {
  regex.lastIndex += regex.unicode && (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
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
    const match = cachedRegex(pattern, '', 'regexp_extract').exec(text);
    if (match === null) return '';
    checkedGroup(match, index, 'regexp_extract');
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
    const found: string[] = [];
    const regex = cachedRegex(pattern, 'g', 'regexp_extract_all');
    for (let match = nextMatch(regex, text); match !== null; match = nextMatch(regex, text)) {
      checkedGroup(match, index, 'regexp_extract_all');
      found.push(match[index] ?? '');
    }
    return found;
  }),
});

function refusedReplacement(): never {
  throw new RuntimeError({
    condition: 'INVALID_REGEXP_REPLACE',
    sqlState: '22023',
    message: 'The replacement text is malformed.',
  });
}

interface Replacement {
  /** As `String.replace` takes it, for a regular expression of at least so many groups. */
  readonly text: string;
  readonly groups: number;
  /** Of a match: where there are fewer groups, and where the text is malformed. */
  readonly of: (match: RegExpExecArray) => string;
}

const MALFORMED: Replacement = { text: '', groups: Infinity, of: refusedReplacement };

/** A replacement text (`$1`, `\\$`) as Java reads it; that it is malformed nobody minds until something matches. */
function replacementOf(template: string): Replacement {
  const parts: (string | number)[] = [];
  for (let i = 0; i < template.length; i++) {
    const c = template[i]!;
    if (c === '\\' && i + 1 === template.length) return MALFORMED;
    if (c === '\\') parts.push(template[++i]!);
    else if (c === '$' && /\d/.test(template[i + 1] ?? '')) parts.push(Number(template[++i]));
    else parts.push(c);
  }
  const groups = parts.reduce<number>((most, part) => (typeof part === 'string' ? most : Math.max(most, part)), 0);
  const text = parts.map((part) =>
    typeof part === 'string' ? part.replace('$', '$$$$') : part === 0 ? '$&' : `$0${part}`,
  );
  const of = (match: RegExpExecArray): string =>
    parts.map((part) => (typeof part === 'string' ? part : groupOf(match, part))).join('');
  return { text: text.join(''), groups, of };
}

const groupCounts = new WeakMap<RegExp, number>();

/** How many groups a regular expression has. */
function groupCount(regex: RegExp): number {
  let count = groupCounts.get(regex);
  if (count === undefined) {
    count = new RegExp(`${regex.source}|`, regex.flags).exec('')!.length - 1;
    groupCounts.set(regex, count);
  }
  return count;
}

function groupOf(match: RegExpExecArray, group: number): string {
  if (group < match.length) return match[group] ?? '';
  throw new RuntimeError({
    condition: 'INVALID_REGEXP_REPLACE',
    sqlState: '22023',
    message: `No group ${group} in the regular expression.`,
  });
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
  return from === 0
    ? replaced(text, regex, template)
    : text.slice(0, from) + replaced(text.slice(from), regex, template);
});

function replaced(text: string, regex: RegExp, template: string): string {
  const replacement = cachedReplacement(template);
  if (replacement.groups === 0 || replacement.groups <= groupCount(regex)) return text.replace(regex, replacement.text);
  let result = '';
  let at = 0;
  for (let match = nextMatch(regex, text); match !== null; match = nextMatch(regex, text)) {
    result += text.slice(at, match.index) + replacement.of(match);
    at = match.index + match[0].length;
  }
  return result + text.slice(at);
}

let lastReplacement: { readonly template: string; readonly made: Replacement } | null = null;

/** The replacement text of the last call is read once for all its rows. */
function cachedReplacement(template: string): Replacement {
  if (lastReplacement?.template !== template) lastReplacement = { template, made: replacementOf(template) };
  return lastReplacement.made;
}

/** What a match of nothing needs: something that looks at the text around it, or a part that may be left out. */
const LOOKS_AROUND = /[\^$]|\\[bBG]|\(\?/;
const moving = new WeakMap<RegExp, boolean>();

/** Whether all matches have characters, so that the next one is behind without a look at this one. */
function alwaysMoves(regex: RegExp): boolean {
  let moves = moving.get(regex);
  if (moves === undefined) {
    moves = !LOOKS_AROUND.test(regex.source) && !regex.test('');
    moving.set(regex, moves);
  }
  return moves;
}

export const regexpCount = defineScalar({
  name: 'regexp_count',
  group: 'string',
  description: 'How often the regular expression matches.',
  parameters: ['str', 'regexp'],
  examples: [{ sql: "regexp_count('Steven Jones', 'n')", result: '2' }],
  args: [TEXT, TEXT],
  returns: INTEGER,
  code: kernel((text: string, pattern: string) => {
    const regex = cachedRegex(pattern, 'g', 'regexp_count');
    let count = 0;
    if (alwaysMoves(regex)) while (regex.test(text)) count++;
    else while (nextMatch(regex, text) !== null) count++;
    return count;
  }),
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
    return match === null ? 0 : charCount(text.slice(0, match.index)) + 1;
  }),
});
