import { CorruptData } from './codec.ts';
import { GrowingBytes } from './growing-bytes.ts';
import { hadoopBlocks } from './hadoop-blocks.ts';
import { repeatsIn } from './repeats.ts';

/** Snappy's format: https://github.com/google/snappy/blob/main/format_description.txt */
export const snappyBlock = { decode, encode };

export const snappy = hadoopBlocks({ name: 'snappy', extension: '.snappy', ...snappyBlock });

const LONGEST_COPY = 64;

function decode(block: Uint8Array, most: number): Uint8Array {
  let at = 0;
  /** A whole number in a few bytes, the lowest first. */
  const number = (bytes: number): number => {
    if (at + bytes > block.length) throw new CorruptData('a block of it is cut off');
    let value = 0;
    for (let i = 0; i < bytes; i++) value += block[at++]! * 2 ** (8 * i);
    return value;
  };
  let length = 0;
  for (let shift = 0, byte = 128; byte >= 128; shift += 7) length += ((byte = number(1)) & 127) * 2 ** shift;
  if (length > most) throw new CorruptData('it holds more data than it says');
  const data = new GrowingBytes(length);
  while (at < block.length) {
    const tag = number(1);
    const high = tag >> 2;
    if ((tag & 3) === 0) {
      const count = (high < 60 ? high : number(high - 59)) + 1;
      if (at + count > block.length) throw new CorruptData('a block of it is cut off');
      data.append(block.subarray(at, at + count));
      at += count;
    } else if ((tag & 3) === 1) data.repeat(((tag >> 5) << 8) | number(1), (high & 7) + 4);
    else data.repeat(number((tag & 3) === 2 ? 2 : 4), high + 1);
  }
  const decoded = data.finish();
  if (decoded.length !== length) throw new CorruptData('it holds less data than it says');
  return decoded;
}

function encode(block: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [varint(block.length)];
  let done = 0;
  const literal = (end: number): void => {
    const last = end - done - 1;
    if (last < 0) return;
    const head = last < 60 ? [last << 2] : [62 << 2, last & 255, (last >> 8) & 255, last >> 16];
    parts.push(Uint8Array.from(head), block.subarray(done, end));
  };
  for (const { start, length, offset } of repeatsIn(block)) {
    literal(start);
    for (let left = length; left > 0; left -= LONGEST_COPY) {
      const count = Math.min(left, LONGEST_COPY);
      parts.push(Uint8Array.of(((count - 1) << 2) | 2, offset & 255, offset >> 8));
    }
    done = start + length;
  }
  literal(block.length);
  return Buffer.concat(parts);
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest >>>= 7) bytes.push((rest & 127) | 128);
  return Uint8Array.of(...bytes, rest);
}
