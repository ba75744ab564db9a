import { setImmediate } from 'node:timers/promises';
import { BitReader } from './bit-reader.ts';
import { bzip2Crc } from './bzip2-crc.ts';
import { turnBack } from './bzip2-randomised.ts';
import { CorruptData, Pieces, type Codec } from './codec.ts';

/** Read only: what writes it would be longer than all of this. */
export const bzip2: Codec = {
  name: 'bzip2',
  extensions: ['.bz2'],
  async decode(bytes, most) {
    const pieces = new Pieces(most);
    try {
      for (const block of blocks(new BitReader(bytes))) {
        pieces.add(block);
        await setImmediate();
      }
      return pieces.joined(null);
    } catch (error) {
      if (error instanceof CorruptData) return pieces.joined(error.damage);
      throw error;
    }
  },
};

const BLOCK_MARK = 0x314159265359;
const END_MARK = 0x177245385090;
const LONGEST_CODE = 20;
const GROUP = 50;
const RUN_A = 0;
const RUN_B = 1;

/** The blocks of all streams that stand behind each other. */
function* blocks(bits: BitReader): Generator<Uint8Array> {
  while (!bits.done) {
    if (bits.read(24) !== 0x425a68) throw new CorruptData('it is no bzip2 file, or has something else behind its end');
    const level = bits.read(8) - 48;
    if (level < 1 || level > 9) throw new CorruptData('its header is damaged');
    let all = 0;
    for (let mark = bits.read48(); mark !== END_MARK; mark = bits.read48()) {
      if (mark !== BLOCK_MARK) throw new CorruptData('a block of it does not begin where it should');
      const sum = bits.read32();
      const block = decodeBlock(bits, level * 100_000);
      if (bzip2Crc(block) !== sum) throw new CorruptData('a block of it does not have its checksum');
      all = (((all << 1) | (all >>> 31)) ^ sum) >>> 0;
      yield block;
    }
    if (bits.read32() !== all) throw new CorruptData('it does not have its checksum');
    bits.toByte();
  }
}

function decodeBlock(bits: BitReader, size: number): Uint8Array {
  const randomised = bits.read(1) === 1;
  const origin = bits.read(24);
  const { bytes, counts } = unranked(bits, size);
  if (origin >= bytes.length) throw new CorruptData('a block of it is damaged');
  const runs = unsorted(bytes, counts, origin);
  if (randomised) turnBack(runs);
  return unrun(runs);
}

/** The bytes in the order of the sorted rotations, and how many there are of each. */
function unranked(bits: BitReader, size: number): { bytes: Uint8Array; counts: Uint32Array } {
  const ranks = usedBytes(bits);
  const end = ranks.length + 1;
  const { tables, selectors } = codeTables(bits, end + 1);
  const bytes = new Uint8Array(size);
  const counts = new Uint32Array(256);
  let length = 0;
  let run = 0;
  let weight = 1;
  for (let symbols = 0; ; symbols++) {
    const table = tables[selectors[Math.floor(symbols / GROUP)] ?? -1];
    if (table === undefined) throw new CorruptData('a block of it is damaged');
    const symbol = table.next(bits);
    if (symbol === RUN_A || symbol === RUN_B) {
      run += weight * (symbol + 1);
      weight *= 2;
      if (run > size) throw new CorruptData('a block of it is damaged');
      continue;
    }
    if (length + run + (symbol === end ? 0 : 1) > size) throw new CorruptData('a block of it is damaged');
    if (run > 0) {
      bytes.fill(ranks[0]!, length, length + run);
      counts[ranks[0]!]! += run;
      length += run;
      run = 0;
      weight = 1;
    }
    if (symbol === end) return { bytes: bytes.subarray(0, length), counts };
    const byte = toFront(ranks, symbol - 1);
    bytes[length++] = byte;
    counts[byte]!++;
  }
}

/** The bytes that occur, in order; sixteen bits say in which sixteenths they lie. */
function usedBytes(bits: BitReader): Uint8Array {
  const used: number[] = [];
  const sixteenths = bits.read(16);
  for (let i = 0; i < 16; i++) {
    if ((sixteenths & (0x8000 >> i)) === 0) continue;
    const own = bits.read(16);
    for (let j = 0; j < 16; j++) if ((own & (0x8000 >> j)) !== 0) used.push(16 * i + j);
  }
  if (used.length === 0) throw new CorruptData('a block of it is damaged');
  return Uint8Array.from(used);
}

/** Takes the byte at a rank and puts it first. */
function toFront(ranks: Uint8Array, rank: number): number {
  const byte = ranks[rank]!;
  ranks.copyWithin(1, 0, rank);
  ranks[0] = byte;
  return byte;
}

/** The Huffman codes of a block, and which of them each group of fifty symbols has. */
function codeTables(bits: BitReader, symbols: number): { tables: CodeTable[]; selectors: Uint8Array } {
  const count = bits.read(3);
  const groups = bits.read(15);
  if (count < 2 || count > 6 || groups === 0) throw new CorruptData('a block of it is damaged');
  const order = Uint8Array.from({ length: count }, (_, i) => i);
  const selectors = new Uint8Array(groups);
  for (let i = 0; i < groups; i++) {
    let rank = 0;
    while (bits.read(1) === 1) if (++rank >= count) throw new CorruptData('a block of it is damaged');
    selectors[i] = toFront(order, rank);
  }
  const tables = Array.from({ length: count }, () => {
    const lengths = new Uint8Array(symbols);
    let length = bits.read(5);
    for (let i = 0; i < symbols; i++) {
      while (bits.read(1) === 1) length += bits.read(1) === 1 ? -1 : 1;
      if (length < 1 || length > LONGEST_CODE) throw new CorruptData('a block of it is damaged');
      lengths[i] = length;
    }
    return new CodeTable(lengths);
  });
  return { tables, selectors };
}

/** A canonical Huffman code. */
class CodeTable {
  /** Symbols by length and value of their codes. */
  private readonly symbols: Uint16Array;
  private readonly counts = new Uint16Array(LONGEST_CODE + 1);

  constructor(lengths: Uint8Array) {
    const order = [...lengths.keys()].sort((a, b) => lengths[a]! - lengths[b]! || a - b);
    this.symbols = Uint16Array.from(order);
    for (const length of lengths) this.counts[length]!++;
  }

  next(bits: BitReader): number {
    let code = 0;
    let first = 0;
    let before = 0;
    for (let length = 1; length <= LONGEST_CODE; length++) {
      code = (code << 1) | bits.read(1);
      const count = this.counts[length]!;
      if (code - first < count) return this.symbols[before + code - first]!;
      before += count;
      first = (first + count) << 1;
    }
    throw new CorruptData('a block of it is damaged');
  }
}

/** Turns the Burrows-Wheeler transform back. */
function unsorted(last: Uint8Array, counts: Uint32Array, origin: number): Uint8Array {
  const starts = new Uint32Array(256);
  for (let byte = 1; byte < 256; byte++) starts[byte] = starts[byte - 1]! + counts[byte - 1]!;
  const next = new Uint32Array(last.length);
  for (let i = 0; i < last.length; i++) next[starts[last[i]!]!++] = i;
  const bytes = new Uint8Array(last.length);
  for (let i = 0, at = next[origin]!; i < bytes.length; i++, at = next[at]!) bytes[i] = last[at]!;
  return bytes;
}

/** Four equal bytes are followed by how many more there are. */
function unrun(bytes: Uint8Array): Uint8Array {
  let length = 0;
  let equal = 0;
  for (let i = 0; i < bytes.length; i++) {
    if (equal === 4) {
      length += bytes[i]!;
      equal = 0;
      continue;
    }
    equal = equal > 0 && bytes[i] === bytes[i - 1] ? equal + 1 : 1;
    length++;
  }
  const made = new Uint8Array(length);
  let to = 0;
  equal = 0;
  for (let i = 0; i < bytes.length; i++) {
    if (equal === 4) {
      made.fill(bytes[i - 1]!, to, (to += bytes[i]!));
      equal = 0;
      continue;
    }
    equal = equal > 0 && bytes[i] === bytes[i - 1] ? equal + 1 : 1;
    made[to++] = bytes[i]!;
  }
  return made;
}
