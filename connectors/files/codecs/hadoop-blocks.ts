import { setImmediate } from 'node:timers/promises';
import { CorruptData, Pieces, type Codec } from './codec.ts';

/** Hadoop reads no longer ones; matches in a block reach back 64 KiB. */
const BLOCK = 128 << 10;

/** What codes one block. */
export interface BlockCoding {
  readonly name: string;
  readonly extension: string;
  /** @throws CorruptData */
  decode(block: Uint8Array, length: number): Uint8Array;
  encode(block: Uint8Array): Uint8Array;
}

/**
 * Hadoop's framing: the length of a block of data (four bytes, the highest first), then chunks of it, each behind its
 * compressed length.
 */
export const hadoopBlocks = (coding: BlockCoding): Codec => ({
  name: coding.name,
  extensions: [coding.extension],
  async decode(bytes, most) {
    const pieces = new Pieces(most);
    try {
      for (const piece of blocks(bytes, coding)) {
        pieces.add(piece);
        await setImmediate();
      }
      return pieces.joined(null);
    } catch (error) {
      if (error instanceof CorruptData) return pieces.joined(error.damage);
      throw error;
    }
  },
  encode(bytes) {
    const parts: Uint8Array[] = [];
    for (let at = 0; at < bytes.length; at += BLOCK) {
      const data = bytes.subarray(at, at + BLOCK);
      const packed = coding.encode(data);
      const head = new DataView(new ArrayBuffer(8));
      head.setInt32(0, data.length);
      head.setInt32(4, packed.length);
      parts.push(new Uint8Array(head.buffer), packed);
    }
    return Buffer.concat(parts);
  },
});

function* blocks(bytes: Uint8Array, coding: BlockCoding): Generator<Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const length = (): number => {
    if (at + 4 > bytes.length) throw new CorruptData('it ends in the middle of a block');
    at += 4;
    return view.getUint32(at - 4);
  };
  while (at < bytes.length) {
    const whole = length();
    for (let done = 0; done < whole;) {
      const size = length();
      if (at + size > bytes.length) throw new CorruptData('it ends in the middle of a block');
      const piece = coding.decode(bytes.subarray(at, at + size), whole - done);
      if (piece.length === 0) throw new CorruptData('it has an empty block');
      at += size;
      done += piece.length;
      yield piece;
    }
  }
}
