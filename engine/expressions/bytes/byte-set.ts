import { hashBytes } from '../../columnar/interner.ts';
import { equalRanges } from '../../types/byte-ranges.ts';

/** A fixed set of byte strings, which ranges of bytes are looked up in. */
export class ByteSet {
  private readonly slots: (Uint8Array | undefined)[];
  private readonly mask: number;

  constructor(members: readonly Uint8Array[]) {
    let size = 8;
    while (size < members.length * 4) size *= 2;
    this.mask = size - 1;
    this.slots = Array.from({ length: size }, () => undefined);
    for (const member of members) {
      if (this.has(member, 0, member.length)) continue;
      let place = hashBytes(member, 0, member.length) & this.mask;
      while (this.slots[place] !== undefined) place = (place + 1) & this.mask;
      this.slots[place] = member;
    }
  }

  has(bytes: Uint8Array, start: number, end: number): boolean {
    const { slots, mask } = this;
    let place = hashBytes(bytes, start, end) & mask;
    for (let member = slots[place]; member !== undefined; member = slots[place]) {
      if (equalRanges(member, 0, member.length, bytes, start, end)) return true;
      place = (place + 1) & mask;
    }
    return false;
  }
}
