import { BOOLEAN } from '../../../types/data-type.ts';
import { AnalysisError, RuntimeError } from '../../../types/errors.ts';
import { defineFunction, type ScalarFunction } from '../../define-function.ts';
import { defineScalar } from '../../define-scalar.ts';
import { evaluateConstant, isConstant } from '../../evaluate.ts';
import { kernel } from '../../function-code.ts';
import { cachedRegex } from '../../../types/java-regex.ts';
import { coerced } from '../../signature.ts';
import { TEXT } from '../../type-pattern.ts';

/** The regular expression of a LIKE pattern. */
function likeRegex(pattern: string, escape: string, caseless: boolean): RegExp {
  let body = '';
  const chars = [...pattern];
  for (let i = 0; i < chars.length; i++) {
    const c = chars[i]!;
    if (c === escape) {
      const next = chars[++i];
      if (next === undefined) throw escapeError('ESC_AT_THE_END', pattern);
      if (next !== '_' && next !== '%' && next !== escape) throw escapeError('ESC_IN_THE_MIDDLE', pattern);
      body += quoted(next);
    } else body += c === '_' ? '[\\s\\S]' : c === '%' ? '[\\s\\S]*' : quoted(c);
  }
  return new RegExp(`^${body}$`, caseless ? 'iu' : 'u');
}

const quoted = (c: string): string => c.replace(/[\\^$.*+?()[\]{}|\/]/, '\\$&');

const escapeError = (kind: string, pattern: string): RuntimeError =>
  new RuntimeError({
    condition: `INVALID_FORMAT.${kind}`,
    sqlState: '42601',
    message: `The format is invalid: '${pattern}'. The escape character must come before '_', '%' or itself.`,
  });

function matcher(caseless: boolean): (text: string, pattern: string, escape: string) => boolean {
  let last: { pattern: string; escape: string; regex: RegExp } | undefined;
  return (text, pattern, escape) => {
    if (last === undefined || last.pattern !== pattern || last.escape !== escape) {
      last = { pattern, escape, regex: likeRegex(pattern, escape, caseless) };
    }
    return last.regex.test(text);
  };
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
      const test = matcher(caseless);
      return {
        args: args.slice(0, 2),
        type: BOOLEAN,
        nullable: args.some((arg) => arg.nullable),
        code: kernel((text: string, pattern: string) => test(text, pattern, escape)),
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
