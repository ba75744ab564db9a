import { decodeText } from '../../../columnar/texts.ts';
import type { TextScratch } from '../../../columnar/text-scratch.ts';
import { BINARY, STRING } from '../../../types/data-type.ts';
import type { Words } from '../../../types/int128.ts';
import { RuntimeError } from '../../../types/errors.ts';
import { defineScalar } from '../../define-scalar.ts';
import { putBase64, putPlainUnbase64 } from '../../encodings/base64-bytes.ts';
import { putHexBytes, putHexLong, putUnhexed } from '../../encodings/hex-bytes.ts';
import { bytes } from '../../function-code.ts';
import { anyOf, BIGINT, BYTES, TEXT } from '../../type-pattern.ts';

const putHexOfLong = (out: TextScratch, words: Words, at: number): void => putHexLong(out, words[at]!, words[at + 1]!);

export const hex = defineScalar({
  name: 'hex',
  group: 'math',
  description: 'A number, binary or text in hexadecimal digits.',
  parameters: ['expr'],
  examples: [{ sql: 'hex(17)', result: '11' }],
  args: [anyOf(BIGINT, BYTES, TEXT)],
  returns: STRING,
  code: ([arg]) => bytes('text', arg!.type.kind === 'long' ? putHexOfLong : putHexBytes, { takesWords: true }),
});

export const unhex = defineScalar({
  name: 'unhex',
  group: 'math',
  description: 'The bytes of hexadecimal digits; NULL when there are others.',
  parameters: ['expr'],
  examples: [{ sql: "decode(unhex('537061726B'), 'UTF-8')", result: 'Spark' }],
  args: [TEXT],
  returns: BINARY,
  mayBeNull: true,
  code: { form: 'bytes', gives: 'text', kernel: putUnhexed, mayBeNull: true },
});

export const base64 = defineScalar({
  name: 'base64',
  group: 'string',
  description: 'The bytes as base64.',
  parameters: ['bin'],
  examples: [{ sql: "base64('Spark SQL')", result: 'U3BhcmsgU1FM' }],
  args: [BYTES],
  returns: STRING,
  code: { form: 'bytes', gives: 'text', kernel: putBase64 },
});

export const unbase64 = defineScalar({
  name: 'unbase64',
  group: 'string',
  description: 'The bytes of a base64 text.',
  parameters: ['str'],
  examples: [{ sql: "decode(unbase64('U3BhcmsgU1FM'), 'UTF-8')", result: 'Spark SQL' }],
  args: [TEXT],
  returns: BINARY,
  code: { form: 'bytes', gives: 'text', kernel: putUnbase64 },
});

function putUnbase64(out: TextScratch, source: Uint8Array, start: number, end: number): void {
  if (putPlainUnbase64(out, source, start, end)) return;
  const text = decodeText(source, start, end);
  const compact = text.replace(/\s/g, '').replace(/=+$/, '');
  if (compact.length % 4 === 1) {
    throw new RuntimeError({
      condition: 'CONVERSION_INVALID_INPUT',
      sqlState: '22018',
      message: `The value '${text}' cannot be converted to BINARY because it is malformed.`,
    });
  }
  out.putAll(Buffer.from(compact.replace(/[^A-Za-z0-9+/]/g, ''), 'base64'));
}
