import { CorruptData } from '../files/codecs/codec.ts';
import { lz4Block } from '../files/codecs/lz4.ts';

/** LZ4's frame format: https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md */
const MAGIC = 0x184d2204;
/** Version 1, blocks that stand alone, up to 64 KiB, no check sums but the one of these two bytes: as Java's producer. */
const HEAD = Uint8Array.of(0x04, 0x22, 0x4d, 0x18, 0x60, 0x40, 0x82);
const BLOCK = 64 << 10;
const END = new Uint8Array(4);
const NOT_PACKED = 0x8000_0000;

const FLAGS_AT = 4;
const ALONE = 32;
const BLOCK_SUMS = 16;
const HAS_SIZE = 8;
const SHIFTS: Readonly<Record<number, number>> = { 4: 16, 5: 18, 6: 20, 7: 22 };

export function lz4Frame(bytes: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [HEAD];
  for (let at = 0; at < bytes.length; at += BLOCK) {
    const block = bytes.subarray(at, at + BLOCK);
    const packed = lz4Block.encode(block);
    const better = packed.length < block.length;
    const size = Buffer.alloc(4);
    size.writeUInt32LE(better ? packed.length : block.length + NOT_PACKED);
    parts.push(size, better ? packed : block);
  }
  return Buffer.concat([...parts, END]);
}

/** @throws CorruptData, also for blocks that need the ones before: Kafka refuses these */
export function lz4Unframed(bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < HEAD.length || view.getUint32(0, true) !== MAGIC) throw new CorruptData('it is no frame of lz4');
  const flags = bytes[FLAGS_AT]!;
  const shift = SHIFTS[(bytes[FLAGS_AT + 1]! >> 4) & 7];
  if (flags >> 6 !== 1 || (flags & ALONE) === 0 || shift === undefined)
    throw new CorruptData('it is a frame of lz4 of a kind that Kafka does not know');
  const blocks: Uint8Array[] = [];
  for (let at = HEAD.length + ((flags & HAS_SIZE) === 0 ? 0 : 8); ;) {
    if (at + 4 > bytes.length) throw new CorruptData('a block of it is cut off');
    const size = view.getUint32(at, true);
    if (size === 0) return Buffer.concat(blocks);
    const end = at + 4 + (size % NOT_PACKED);
    if (end > bytes.length) throw new CorruptData('a block of it is cut off');
    const block = bytes.subarray(at + 4, end);
    blocks.push(size >= NOT_PACKED ? block : lz4Block.decode(block, 1 << shift));
    at = end + ((flags & BLOCK_SUMS) === 0 ? 0 : 4);
  }
}
