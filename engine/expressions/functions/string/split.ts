import { decodeText } from '../../../columnar/texts.ts';
import { equalRanges } from '../../../types/byte-ranges.ts';
import { array, INTEGER, STRING } from '../../../types/data-type.ts';
import type { ExpressionCode } from '../../../codegen/code-context.ts';
import { bytesCall } from '../../../codegen/generate-expression.ts';
import { plainCharacter, plainCharacterOf } from '../../bytes/plain-character.ts';
import type { BytesCode, GenerateCode } from '../../define-function.ts';
import { defineScalar } from '../../define-scalar.ts';
import { bytes } from '../../function-code.ts';
import { listCode } from '../../list-call.ts';
import { cachedRegex } from '../../../types/java-regex.ts';
import { literalOf } from '../../signature.ts';
import { partsAt } from './parts-at.ts';
import { INT, TEXT } from '../../type-pattern.ts';

/** Java's split: no empty part before a match of width 0 at the start; at most `limit` parts when it is positive. */
function splitText(text: string, pattern: string, limit: number): string[] {
  const regex = cachedRegex(pattern, 'g', 'split');
  const parts: string[] = [];
  let from = 0;
  while (limit <= 0 || parts.length < limit - 1) {
    const match = regex.exec(text);
    if (match === null) break;
    const { index } = match;
    const size = match[0].length;
    if (size === 0) regex.lastIndex += regex.unicode && text.codePointAt(index)! > 0xffff ? 2 : 1;
    if (size === 0 && (index === 0 || index >= text.length)) continue;
    parts.push(text.slice(from, index));
    from = index + size;
  }
  parts.push(text.slice(from));
  return parts;
}

/** The same where the pattern is one character of ASCII: only the parts become JavaScript strings. */
function splitAt(separator: number, bytes: Uint8Array, start: number, end: number, limit: number): string[] {
  const parts: string[] = [];
  let from = start;
  for (let i = start; i < end && (limit <= 0 || parts.length < limit - 1); i++) {
    if (bytes[i] !== separator) continue;
    parts.push(decodeText(bytes, from, i));
    from = i + 1;
  }
  parts.push(decodeText(bytes, from, end));
  return parts;
}

/** Splits; the last pattern that was a regular expression is kept as a string. */
function byPattern(): BytesCode {
  let kept = new Uint8Array(0);
  let pattern = '';
  return bytes(
    'value',
    (b: Uint8Array, start: number, end: number, p: Uint8Array, from: number, to: number, limit: number) => {
      const separator = plainCharacter(p, from, to);
      if (separator >= 0) return splitAt(separator, b, start, end, limit);
      if (!equalRanges(kept, 0, kept.length, p, from, to)) {
        kept = p.slice(from, to);
        pattern = decodeText(kept, 0, kept.length);
      }
      return splitText(decodeText(b, start, end), pattern, limit);
    },
  );
}

/** Where the separator is known as code is made, the parts stay where they lie. */
function splitter(): GenerateCode {
  const general = byPattern();
  return listCode((args, g) => {
    const [text, pattern, limit] = args.map((arg) => g.expression(arg)) as [
      ExpressionCode,
      ExpressionCode,
      ExpressionCode,
    ];
    const separator = plainCharacterOf(pattern);
    if (separator >= 0 && text.isNull !== 'true' && limit.isNull === 'false') {
      const most = g.bound(limit);
      const { code, list } = partsAt(text, separator, most.value, g);
      return { code: `${text.code}\n${most.code}\n${code}`, isNull: text.isNull, list };
    }
    return g.listOf(bytesCall(general, args, array(STRING, false), g), array(STRING, false));
  });
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
  code: splitter,
});
