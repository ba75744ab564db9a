import { BOOLEAN, STRING } from '../../../types/data-type.ts';
import { RuntimeError } from '../../../types/errors.ts';
import type { ScalarFunction } from '../../define-function.ts';
import { defineScalar } from '../../define-scalar.ts';
import { kernel } from '../../function-code.ts';
import { anyOf, BYTES, TEXT } from '../../type-pattern.ts';

const lenient = new TextDecoder('utf-8', { ignoreBOM: true });
const strict = new TextDecoder('utf-8', { ignoreBOM: true, fatal: true });

/** The text of bytes, undefined when they are not UTF-8; a text is always valid here. */
function validText(value: string | Uint8Array): string | undefined {
  if (typeof value === 'string') return value;
  try {
    return strict.decode(value);
  } catch {
    return undefined;
  }
}

const check = (name: string, description: string, f: (value: string | Uint8Array) => unknown): ScalarFunction =>
  defineScalar({
    name,
    group: 'string',
    description,
    parameters: ['str'],
    examples: [{ sql: `${name}('Spark')`, result: name === 'is_valid_utf8' ? 'true' : 'Spark' }],
    args: [anyOf(TEXT, BYTES)],
    returns: name === 'is_valid_utf8' ? BOOLEAN : STRING,
    mayBeNull: name === 'try_validate_utf8',
    code: kernel(f),
  });

/** Functions that look at whether bytes are UTF-8. */
export const utf8Checks: readonly ScalarFunction[] = [
  check('is_valid_utf8', 'Whether the bytes are valid UTF-8.', (v) => validText(v) !== undefined),
  check('make_valid_utf8', 'The text with invalid bytes replaced.', (v) =>
    typeof v === 'string' ? v : lenient.decode(v),
  ),
  check('try_validate_utf8', 'The text, or NULL when it is not valid UTF-8.', (v) => validText(v) ?? null),
  check('validate_utf8', 'The text, or an error when it is not valid UTF-8.', (v) => {
    const text = validText(v);
    if (text !== undefined) return text;
    throw new RuntimeError({
      condition: 'INVALID_UTF8_STRING',
      sqlState: '22029',
      message: 'Invalid UTF8 byte sequence found in string.',
    });
  }),
];
