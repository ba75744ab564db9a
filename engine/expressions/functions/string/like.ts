import { BOOLEAN } from '../../../types/data-type.ts';
import { AnalysisError, RuntimeError } from '../../../types/errors.ts';
import { TextScratch } from '../../../columnar/text-scratch.ts';
import { decodeText } from '../../../columnar/texts.ts';
import { equalRanges } from '../../../types/byte-ranges.ts';
import { lowerCase } from '../../bytes/case.ts';
import { ANY_CHARACTER, ANY_TEXT, likeTest, type LikeTest } from '../../bytes/like-pattern.ts';
import { defineFunction, type ScalarCode, type ScalarFunction } from '../../define-function.ts';
import { defineScalar } from '../../define-scalar.ts';
import { evaluateConstant, isConstant } from '../../evaluate.ts';
import { bytes, kernel } from '../../function-code.ts';
import { cachedRegex } from '../../../types/java-regex.ts';
import { coerced } from '../../signature.ts';
import { TEXT } from '../../type-pattern.ts';

/** The parts of a LIKE pattern. */
function likeParts(pattern: string, escape: string): number[] {
  const parts: number[] = [];
  const chars = [...pattern];
  for (let i = 0; i < chars.length; i++) {
    const c = chars[i]!;
    if (c === escape) {
      const next = chars[++i];
      if (next === undefined) throw escapeError('ESC_AT_THE_END', pattern);
      if (next !== '_' && next !== '%' && next !== escape) throw escapeError('ESC_IN_THE_MIDDLE', pattern);
      parts.push(...utf8.encode(next));
    } else if (c === '_') parts.push(ANY_CHARACTER);
    else if (c !== '%') parts.push(...utf8.encode(c));
    else if (parts.at(-1) !== ANY_TEXT) parts.push(ANY_TEXT);
  }
  return parts;
}

const utf8 = new TextEncoder();

const escapeError = (kind: string, pattern: string): RuntimeError =>
  new RuntimeError({
    condition: `INVALID_FORMAT.${kind}`,
    sqlState: '42601',
    message: `The format is invalid: '${pattern}'. The escape character must come before '_', '%' or itself.`,
  });

/** A test of texts by patterns, of which the last is kept. */
function matcher(escape: string, caseless: boolean): ScalarCode {
  let pattern = new Uint8Array(0);
  let test: LikeTest | null = null;
  const lowered = new TextScratch();
  return bytes('value', (text: Uint8Array, start: number, end: number, p: Uint8Array, from: number, to: number) => {
    if (test === null || !equalRanges(pattern, 0, pattern.length, p, from, to)) {
      const given = decodeText(p, from, to);
      test = likeTest(likeParts(caseless ? given.toLowerCase() : given, escape));
      pattern = p.slice(from, to);
    }
    if (!caseless) return test(text, start, end);
    lowered.begin();
    lowerCase(lowered, text, start, end);
    return test(lowered.arena, 0, lowered.at);
  });
}

const likeFunction = (name: 'like' | 'ilike', caseless: boolean, sql: string, description: string): ScalarFunction =>
  defineFunction({
    name,
    group: 'string',
    description,
    parameters: ['str', 'pattern', 'escape?'],
    examples: [{ sql, result: 'true' }],
    pretty: ([a, b, escape]) => {
      const test = `${a} LIKE ${b}${escape === undefined || escape === '\\' ? '' : ` ESCAPE '${escape}'`}`;
      return caseless ? `ilike(${a}, ${b})` : test;
    },
    bind(given, context) {
      const args = coerced({ args: [TEXT, TEXT, TEXT], required: 2 }, given, context);
      const escape = args[2] === undefined ? '\\' : isConstant(args[2]) ? String(evaluateConstant(args[2])) : '';
      if ([...escape].length !== 1) {
        throw new AnalysisError({
          condition: 'INVALID_ESCAPE_CHAR',
          sqlState: '42604',
          message: '`EscapeChar` should be a string literal of length one.',
        });
      }
      return {
        args: args.slice(0, 2),
        type: BOOLEAN,
        nullable: args.some((arg) => arg.nullable),
        code: matcher(escape, caseless),
        data: escape,
        pretty: context.sql(args),
      };
    },
  });

export const like = likeFunction(
  'like',
  false,
  "'Spark' LIKE 'S%k'",
  'Whether str matches pattern, where _ is one character and % any number of them.',
);
export const ilike = likeFunction('ilike', true, "'Spark' ILIKE 's%K'", 'Like LIKE, without regard to case.');

export const rlike = defineScalar({
  name: 'rlike',
  aliases: ['regexp', 'regexp_like'],
  group: 'string',
  description: 'Whether a part of str matches the regular expression.',
  parameters: ['str', 'regexp'],
  examples: [{ sql: "'Spark' RLIKE '^Sp'", result: 'true' }],
  pretty: ([a, b], name) =>
    name === 'regexp_like' ? `REGEXP_LIKE(${a}, ${b})` : name === 'regexp' ? `REGEXP(${a}, ${b})` : `RLIKE(${a}, ${b})`,
  args: [TEXT, TEXT],
  returns: BOOLEAN,
  code: kernel((text: string, pattern: string) => cachedRegex(pattern, '', 'rlike').test(text)),
});
