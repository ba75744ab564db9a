import { BINARY, STRING } from '../../../types/data-type.ts';
import { toBase64 } from '../../../types/base64.ts';
import { RuntimeError } from '../../../types/errors.ts';
import { defineScalar } from '../../define-scalar.ts';
import { kernel } from '../../function-code.ts';
import { anyOf, BIGINT, BYTES, TEXT } from '../../type-pattern.ts';

const utf8 = new TextEncoder();
const hexText = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex').toUpperCase();

export const hex = defineScalar({
  name: 'hex',
  group: 'math',
  description: 'A number, binary or text in hexadecimal digits.',
  parameters: ['expr'],
  examples: [{ sql: 'hex(17)', result: '11' }],
  args: [anyOf(BIGINT, BYTES, TEXT)],
  returns: STRING,
  code: kernel((v: bigint | Uint8Array | string) => {
    if (typeof v === 'bigint') return BigInt.asUintN(64, v).toString(16).toUpperCase();
    return hexText(typeof v === 'string' ? utf8.encode(v) : v);
  }),
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
  code: kernel((s: string) => {
    if (!/^[0-9a-fA-F]*$/.test(s)) return null;
    return new Uint8Array(Buffer.from(s.length % 2 === 0 ? s : `0${s}`, 'hex'));
  }),
});

export const base64 = defineScalar({
  name: 'base64',
  group: 'string',
  description: 'The bytes as base64.',
  parameters: ['bin'],
  examples: [{ sql: "base64('Spark SQL')", result: 'U3BhcmsgU1FM' }],
  args: [BYTES],
  returns: STRING,
  code: kernel((bytes: Uint8Array) => toBase64(bytes).replace(/(.{76})(?=.)/g, '$1\r\n')),
});

export const unbase64 = defineScalar({
  name: 'unbase64',
  group: 'string',
  description: 'The bytes of a base64 text.',
  parameters: ['str'],
  examples: [{ sql: "decode(unbase64('U3BhcmsgU1FM'), 'UTF-8')", result: 'Spark SQL' }],
  args: [TEXT],
  returns: BINARY,
  code: kernel((s: string) => {
    const compact = s.replace(/\s/g, '').replace(/=+$/, '');
    if (compact.length % 4 === 1) {
      throw new RuntimeError({
        condition: 'CONVERSION_INVALID_INPUT',
        sqlState: '22018',
        message: `The value '${s}' cannot be converted to BINARY because it is malformed.`,
      });
    }
    return new Uint8Array(Buffer.from(compact.replace(/[^A-Za-z0-9+/]/g, ''), 'base64'));
  }),
});
