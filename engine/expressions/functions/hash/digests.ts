import { createHash } from 'node:crypto';
import { LONG, STRING } from '../../../types/data-type.ts';
import { defineScalar } from '../../define-scalar.ts';
import { kernel } from '../../function-code.ts';
import { BYTES, INT } from '../../type-pattern.ts';

const digest = (algorithm: string, bytes: Uint8Array): string => createHash(algorithm).update(bytes).digest('hex');

export const md5 = defineScalar({
  name: 'md5',
  group: 'hash',
  description: 'The MD5 digest in hexadecimal.',
  parameters: ['expr'],
  examples: [{ sql: "md5('Spark')", result: '8cde774d6f7333752ed72cacddb05126' }],
  args: [BYTES],
  returns: STRING,
  code: kernel((bytes: Uint8Array) => digest('md5', bytes)),
});

export const sha1 = defineScalar({
  name: 'sha1',
  aliases: ['sha'],
  group: 'hash',
  description: 'The SHA-1 digest in hexadecimal.',
  parameters: ['expr'],
  examples: [{ sql: "sha1('Spark')", result: '85f5955f4b27a9a4c2aab6ffe5d7189fc298b92c' }],
  args: [BYTES],
  returns: STRING,
  code: kernel((bytes: Uint8Array) => digest('sha1', bytes)),
});

export const sha2 = defineScalar({
  name: 'sha2',
  group: 'hash',
  description: 'The SHA-2 digest of 224, 256, 384 or 512 bits in hexadecimal; 0 is 256.',
  parameters: ['expr', 'bitLength'],
  examples: [{ sql: "sha2('Spark', 256)", result: '529bc3b07127ecb7e53a4dcf1991d9152c24537d919178022b2c42657f79a26b' }],
  args: [BYTES, INT],
  returns: STRING,
  mayBeNull: true,
  code: kernel((bytes: Uint8Array, bits: number) => {
    const size = bits === 0 ? 256 : bits;
    return [224, 256, 384, 512].includes(size) ? digest(`sha${size}`, bytes) : null;
  }),
});

const CRC_TABLE = Int32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1;
  return c;
});

export const crc32 = defineScalar({
  name: 'crc32',
  group: 'hash',
  description: 'The CRC-32 checksum as BIGINT.',
  parameters: ['expr'],
  examples: [{ sql: "crc32('Spark')", result: '1557323817' }],
  args: [BYTES],
  returns: LONG,
  code: kernel((bytes: Uint8Array) => {
    let crc = -1;
    for (const byte of bytes) crc = CRC_TABLE[(crc ^ byte) & 255]! ^ (crc >>> 8);
    return BigInt((crc ^ -1) >>> 0);
  }),
});
