import { CorruptData } from './codec.ts';

/** The data of one block while it is decoded: literals and copies of what is there already. */
export class GrowingBytes {
  private bytes: Uint8Array;
  private length = 0;
  private readonly most: number;

  constructor(most: number) {
    this.most = most;
    this.bytes = new Uint8Array(Math.min(most, 1 << 18));
  }

  append(literal: Uint8Array): void {
    this.makeRoom(literal.length);
    this.bytes.set(literal, this.length);
    this.length += literal.length;
  }

  /** Copies what stands `offset` bytes back; a copy may reach into itself. */
  repeat(offset: number, count: number): void {
    if (offset === 0 || offset > this.length) throw new CorruptData('it refers to data in front of its beginning');
    this.makeRoom(count);
    const { bytes } = this;
    let to = this.length;
    for (const end = to + count; to < end; to++) bytes[to] = bytes[to - offset]!;
    this.length = to;
  }

  private makeRoom(count: number): void {
    const needed = this.length + count;
    if (needed > this.most) throw new CorruptData('it holds more data than it says');
    if (needed <= this.bytes.length) return;
    const grown = new Uint8Array(Math.min(this.most, Math.max(needed, this.bytes.length * 2)));
    grown.set(this.bytes.subarray(0, this.length));
    this.bytes = grown;
  }

  finish(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }
}
