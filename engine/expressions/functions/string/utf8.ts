import type { TextScratch } from '../../../columnar/text-scratch.ts';
import { decodeText } from '../../../columnar/texts.ts';
import { BOOLEAN, STRING } from '../../../types/data-type.ts';
import { RuntimeError } from '../../../types/errors.ts';
import { isValidUtf8 } from '../../bytes/validity.ts';
import type { ScalarCode, ScalarFunction } from '../../define-function.ts';
import { defineScalar } from '../../define-scalar.ts';
import { bytes } from '../../function-code.ts';
import { anyOf, BYTES, TEXT } from '../../type-pattern.ts';

const check = (name: string, description: string, code: ScalarCode): ScalarFunction =>
  defineScalar({
    name,
    group: 'string',
    description,
    parameters: ['str'],
    examples: [{ sql: `${name}('Spark')`, result: name === 'is_valid_utf8' ? 'true' : 'Spark' }],
    args: [anyOf(TEXT, BYTES)],
    returns: name === 'is_valid_utf8' ? BOOLEAN : STRING,
    mayBeNull: name === 'try_validate_utf8',
    code,
  });

/** Functions that look at whether bytes are UTF-8. */
export const utf8Checks: readonly ScalarFunction[] = [
  check('is_valid_utf8', 'Whether the bytes are valid UTF-8.', bytes('value', isValidUtf8)),
  check(
    'make_valid_utf8',
    'The text with invalid bytes replaced.',
    bytes('text', (out: TextScratch, b: Uint8Array, start: number, end: number) => {
      if (isValidUtf8(b, start, end)) out.putBytes(b, start, end);
      else out.putText(decodeText(b, start, end));
    }),
  ),
  check(
    'try_validate_utf8',
    'The text, or NULL when it is not valid UTF-8.',
    bytes('slice', validSlice, { mayBeNull: true }),
  ),
  check(
    'validate_utf8',
    'The text, or an error when it is not valid UTF-8.',
    bytes('slice', (out: TextScratch, b: Uint8Array, start: number, end: number) => {
      if (!validSlice(out, b, start, end)) throw invalidText(b, start, end);
    }),
  ),
];

/** The whole text. @returns whether it is valid */
function validSlice(out: TextScratch, b: Uint8Array, start: number, end: number): boolean {
  out.from = start;
  out.to = end;
  return isValidUtf8(b, start, end);
}

function invalidText(b: Uint8Array, start: number, end: number): RuntimeError {
  const shown = Array.from(b.subarray(start, end), (byte) => `\\x${byte.toString(16).toUpperCase().padStart(2, '0')}`);
  return new RuntimeError({
    condition: 'INVALID_UTF8_STRING',
    sqlState: '22029',
    message: `Invalid UTF8 byte sequence found in string: ${shown.join('')}.`,
  });
}
