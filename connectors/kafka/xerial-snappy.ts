import { CorruptData } from '../files/codecs/codec.ts';
import { snappyBlock } from '../files/codecs/snappy.ts';

/** The frame of snappy-java ("xerial"), in which Java's producers write: a head, then blocks behind their lengths. */
const MAGIC = [0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0];
/** The magic bytes, then the version and the oldest one that can read it: 1 both. */
const HEAD = Uint8Array.of(...MAGIC, 0, 0, 0, 1, 0, 0, 0, 1);
const BLOCK = 32 << 10;
/** Kafka's own limit of a request (`socket.request.max.bytes`). */
const MOST = 100 << 20;

export function xerialSnappy(bytes: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [HEAD];
  for (let at = 0; at < bytes.length; at += BLOCK) {
    const packed = snappyBlock.encode(bytes.subarray(at, at + BLOCK));
    const size = Buffer.alloc(4);
    size.writeInt32BE(packed.length);
    parts.push(size, packed);
  }
  return Buffer.concat(parts);
}

/** Producers that are not Java's write one block without a frame. @throws CorruptData */
export function xerialUnpacked(bytes: Uint8Array): Uint8Array {
  if (!MAGIC.every((byte, i) => bytes[i] === byte)) return snappyBlock.decode(bytes, MOST);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const blocks: Uint8Array[] = [];
  for (let at = HEAD.length; at < bytes.length;) {
    const end = at + 4 > bytes.length ? Infinity : at + 4 + view.getUint32(at);
    if (end > bytes.length) throw new CorruptData('a block of it is cut off');
    blocks.push(snappyBlock.decode(bytes.subarray(at + 4, end), MOST));
    at = end;
  }
  return Buffer.concat(blocks);
}
