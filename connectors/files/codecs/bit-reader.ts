import { CorruptData } from './codec.ts';

/** Bits of a text of bytes, the highest of each byte first. */
export class BitReader {
  private readonly bytes: Uint8Array;
  private at = 0;
  private held = 0;
  private count = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  /** Whether no byte is left. */
  get done(): boolean {
    return this.at >= this.bytes.length && this.count === 0;
  }

  /** @param bits at most 24 */
  read(bits: number): number {
    while (this.count < bits) {
      if (this.at >= this.bytes.length) throw new CorruptData('it is cut off');
      this.held = ((this.held << 8) | this.bytes[this.at++]!) & 0x7fffffff;
      this.count += 8;
    }
    this.count -= bits;
    const value = (this.held >>> this.count) & ((1 << bits) - 1);
    this.held &= (1 << this.count) - 1;
    return value;
  }

  read32(): number {
    return this.read(16) * 0x10000 + this.read(16);
  }

  read48(): number {
    return this.read(24) * 0x1000000 + this.read(24);
  }

  /** Passes over the rest of a byte that was begun. */
  toByte(): void {
    this.count = 0;
    this.held = 0;
  }
}
