import { array, INTEGER, STRING } from '../../../types/data-type.ts';
import { defineScalar } from '../../define-scalar.ts';
import { kernel } from '../../function-code.ts';
import { cachedRegex } from '../../../types/java-regex.ts';
import { literalOf } from '../../signature.ts';
import { INT, TEXT } from '../../type-pattern.ts';

/** Java's split: no empty part before a match of width 0 at the start; at most `limit` parts when it is positive. */
function splitText(text: string, pattern: string, limit: number): string[] {
  const regex = cachedRegex(pattern, 'g', 'split');
  const parts: string[] = [];
  let from = 0;
  for (const match of text.matchAll(regex)) {
    const end = match.index! + match[0].length;
    if (limit > 0 && parts.length === limit - 1) break;
    if (match[0].length === 0 && (match.index === 0 || match.index! >= text.length)) continue;
    parts.push(text.slice(from, match.index));
    from = end;
  }
  parts.push(text.slice(from));
  return parts;
}

export const split = defineScalar({
  name: 'split',
  group: 'string',
  description: 'The parts of str between the matches of the regular expression, at most limit of them.',
  parameters: ['str', 'regexp', 'limit?'],
  examples: [{ sql: "split('one,two', ',')", result: '[one, two]' }],
  args: [TEXT, TEXT, INT],
  required: 2,
  defaults: { 2: literalOf(-1, INTEGER) },
  returns: array(STRING, false),
  code: kernel(splitText),
});
