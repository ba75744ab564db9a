import { crc32 } from 'node:zlib';

/** `crc` and a zero byte, then the bytes that each checksum stands for. */
const MAGIC = 0x63726300;
const HEADER = 8;

/**
 * Whether bytes are those that Hadoop's local file system wrote down checksums of, in a file `.<name>.crc` beside them:
 * a CRC-32 for each piece of (mostly) 512 bytes, big-endian.
 *
 * Hadoop, `ChecksumFileSystem` and `DataChecksum`.
 */
export function matchesChecksums(bytes: Uint8Array, checksums: Uint8Array): boolean {
  const view = new DataView(checksums.buffer, checksums.byteOffset, checksums.byteLength);
  if (checksums.length < HEADER || view.getUint32(0) !== MAGIC) return false;
  const piece = view.getUint32(4);
  const pieces = piece === 0 ? 0 : Math.ceil(bytes.length / piece);
  if (checksums.length !== HEADER + pieces * 4) return false;
  for (let i = 0; i < pieces; i++) {
    if (crc32(bytes.subarray(i * piece, (i + 1) * piece)) !== view.getUint32(HEADER + i * 4)) return false;
  }
  return piece > 0;
}
