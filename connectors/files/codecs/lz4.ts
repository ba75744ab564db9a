import { CorruptData } from './codec.ts';
import { GrowingBytes } from './growing-bytes.ts';
import { hadoopBlocks } from './hadoop-blocks.ts';
import { repeatsIn } from './repeats.ts';

/** LZ4's block format: https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md */
export const lz4Block = { decode, encode };

export const lz4 = hadoopBlocks({ name: 'lz4', extension: '.lz4', ...lz4Block });

const SHORTEST = 4;
/** A length of 15 goes on in the next bytes. */
const LONG = 15;

function decode(block: Uint8Array, most: number): Uint8Array {
  const data = new GrowingBytes(most);
  let at = 0;
  const byte = (): number => {
    if (at >= block.length) throw new CorruptData('a block of it is cut off');
    return block[at++]!;
  };
  const length = (start: number): number => {
    let total = start;
    if (start < LONG) return total;
    for (let next = 255; next === 255; total += next) next = byte();
    return total;
  };
  while (at < block.length) {
    const token = byte();
    const literals = length(token >> 4);
    if (at + literals > block.length) throw new CorruptData('a block of it is cut off');
    data.append(block.subarray(at, at + literals));
    at += literals;
    if (at === block.length) break;
    const offset = byte() | (byte() << 8);
    data.repeat(offset, length(token & LONG) + SHORTEST);
  }
  return data.finish();
}

function encode(block: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [];
  let done = 0;
  const sequence = (end: number, repeat: { length: number; offset: number } | null): void => {
    const literals = end - done;
    const copied = repeat === null ? 0 : repeat.length - SHORTEST;
    const token = (Math.min(literals, LONG) << 4) | Math.min(copied, LONG);
    parts.push(Uint8Array.of(token, ...longLength(literals)), block.subarray(done, end));
    if (repeat === null) return;
    parts.push(Uint8Array.of(repeat.offset & 255, repeat.offset >> 8, ...longLength(copied)));
    done = end + repeat.length;
  };
  for (const repeat of repeatsIn(block)) sequence(repeat.start, repeat);
  sequence(block.length, null);
  return Buffer.concat(parts);
}

function longLength(length: number): number[] {
  if (length < LONG) return [];
  const rest = length - LONG;
  return [...new Array<number>(Math.floor(rest / 255)).fill(255), rest % 255];
}
