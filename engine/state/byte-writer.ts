const encoder = new TextEncoder();

/** Bytes in the making; little-endian, grows as needed. */
export class ByteWriter {
  private bytes = new Uint8Array(4096);
  private view = new DataView(this.bytes.buffer);
  length = 0;

  private room(more: number): number {
    const at = this.length;
    if (at + more > this.bytes.length) {
      const wider = new Uint8Array(Math.max(this.bytes.length * 2, at + more));
      wider.set(this.bytes.subarray(0, at));
      this.bytes = wider;
      this.view = new DataView(wider.buffer);
    }
    this.length = at + more;
    return at;
  }

  u8(value: number): void {
    const at = this.room(1);
    this.bytes[at] = value;
  }

  u32(value: number): void {
    const at = this.room(4);
    this.view.setUint32(at, value, true);
  }

  f64(value: number): void {
    const at = this.room(8);
    this.view.setFloat64(at, value, true);
  }

  raw(data: Uint8Array): void {
    const at = this.room(data.length);
    this.bytes.set(data, at);
  }

  /** Length and bytes. */
  block(data: Uint8Array): void {
    this.u32(data.length);
    this.raw(data);
  }

  text(value: string): void {
    this.block(encoder.encode(value));
  }

  clear(): void {
    this.length = 0;
  }

  /** What was written so far; valid until the next write. */
  written(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }
}

const decoder = new TextDecoder();

/** Reads what `ByteWriter` wrote. */
export class ByteReader {
  private readonly bytes: Uint8Array;
  private readonly view: DataView;
  at: number;

  constructor(bytes: Uint8Array, at = 0) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.at = at;
  }

  get left(): number {
    return this.bytes.length - this.at;
  }

  u8(): number {
    return this.bytes[this.at++]!;
  }

  u32(): number {
    this.at += 4;
    return this.view.getUint32(this.at - 4, true);
  }

  f64(): number {
    this.at += 8;
    return this.view.getFloat64(this.at - 8, true);
  }

  raw(length: number): Uint8Array {
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  block(): Uint8Array {
    return this.raw(this.u32());
  }

  text(): string {
    return decoder.decode(this.block());
  }
}
