import { hash } from 'node:crypto';
import { crc32 as checksum } from 'node:zlib';
import type { TextScratch } from '../../../columnar/text-scratch.ts';
import { LONG, STRING } from '../../../types/data-type.ts';
import { setWhole, type Words } from '../../../types/int128.ts';
import { defineScalar } from '../../define-scalar.ts';
import type { ScalarCode } from '../../define-function.ts';
import { words } from '../../function-code.ts';
import { putHexWords } from '../../encodings/hex-bytes.ts';
import { Md5 } from '../../digests/md5.ts';
import { Sha1 } from '../../digests/sha1.ts';
import { Sha256 } from '../../digests/sha256.ts';
import { digestRange, type ShortDigest } from '../../digests/short-digest.ts';
import { BYTES, INT } from '../../type-pattern.ts';

type Put = (out: TextScratch, source: Uint8Array, start: number, end: number) => void;

/** Up to here JavaScript is faster than the call into OpenSSL. */
const SHORT = 250;

const native =
  (algorithm: string): Put =>
  (out, source, start, end) =>
    out.putText(hash(algorithm, source.subarray(start, end), 'hex'));

function digest(algorithm: string, short: ShortDigest): Put {
  const long = native(algorithm);
  return (out, source, start, end) => {
    if (end - start > SHORT) return long(out, source, start, end);
    digestRange(short, source, start, end);
    return putHexWords(out, short.state, short.size, short.littleEndian);
  };
}

const putMd5 = digest('md5', new Md5());
const putSha1 = digest('sha1', new Sha1());
const putSha256 = digest('sha256', new Sha256(256));
const SHA2: ReadonlyMap<number, Put> = new Map([
  [0, putSha256],
  [224, digest('sha224', new Sha256(224))],
  [256, putSha256],
  [384, native('sha384')],
  [512, native('sha512')],
]);

const text = (kernel: Put): ScalarCode => ({ form: 'bytes', gives: 'text', kernel });

export const md5 = defineScalar({
  name: 'md5',
  group: 'hash',
  description: 'The MD5 digest in hexadecimal.',
  parameters: ['expr'],
  examples: [{ sql: "md5('Spark')", result: '8cde774d6f7333752ed72cacddb05126' }],
  args: [BYTES],
  returns: STRING,
  code: text(putMd5),
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
  code: text(putSha1),
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
  code: {
    form: 'bytes',
    gives: 'text',
    mayBeNull: true,
    kernel: (out: TextScratch, source: Uint8Array, start: number, end: number, bits: number) => {
      const put = SHA2.get(bits);
      if (put === undefined) return false;
      put(out, source, start, end);
      return true;
    },
  },
});

const CRC_TABLE = Int32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1;
  return c;
});

function crcOf(source: Uint8Array, start: number, end: number): number {
  if (end - start > SHORT) return checksum(source.subarray(start, end));
  let crc = -1;
  for (let i = start; i < end; i++) crc = CRC_TABLE[(crc ^ source[i]!) & 255]! ^ (crc >>> 8);
  return (crc ^ -1) >>> 0;
}

export const crc32 = defineScalar({
  name: 'crc32',
  group: 'hash',
  description: 'The CRC-32 checksum as BIGINT.',
  parameters: ['expr'],
  examples: [{ sql: "crc32('Spark')", result: '1557323817' }],
  args: [BYTES],
  returns: LONG,
  code: words((out: Words, source: Uint8Array, start: number, end: number) =>
    setWhole(out, 0, crcOf(source, start, end)),
  ),
});
