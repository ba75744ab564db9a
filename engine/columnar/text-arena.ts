const FIRST_BYTES = 1024;
/** Shorter texts are copied by a loop: a call of `set` costs as much as some 40 bytes. */
const LONG = 48;

/** Bytes that grow at the end; positions stay what they are. */
export class TextArena {
  arena: Uint8Array;
  /** Where the next byte goes. */
  at = 0;

  constructor(bytes = FIRST_BYTES) {
    this.arena = new Uint8Array(bytes);
  }

  /** Makes room for so many more bytes. */
  reserve(more: number): void {
    const wanted = this.at + more;
    if (wanted <= this.arena.length) return;
    if (wanted > LARGEST) throw new RangeError(`a block of texts of ${wanted} bytes`);
    const wider = new Uint8Array(Math.min(LARGEST, Math.max(wanted, this.arena.length * 2)));
    wider.set(this.arena.subarray(0, this.at));
    this.arena = wider;
  }

  /** Appends `source[start .. end)`, which may lie in this arena. */
  putBytes(source: Uint8Array, start: number, end: number): void {
    const length = end - start;
    if (this.at + length > this.arena.length) this.reserve(length);
    const { arena } = this;
    let at = this.at;
    if (length > LONG) arena.set(source.subarray(start, end), at);
    else for (let i = start; i < end; i++) arena[at++] = source[i]!;
    this.at += length;
  }

  /** Appends bytes. */
  putAll(bytes: Uint8Array): void {
    this.putBytes(bytes, 0, bytes.length);
  }

  /** Appends a text as UTF-8; half a surrogate pair becomes U+FFFD. */
  putText(text: string): void {
    const { length } = text;
    if (this.at + length > this.arena.length) this.reserve(length);
    if (length > LONG) {
      this.encode(text, 0);
      return;
    }
    const { arena } = this;
    let at = this.at;
    for (let i = 0; i < length; i++) {
      const code = text.charCodeAt(i);
      if (code > 127) {
        this.at = at;
        this.encode(text, i);
        return;
      }
      arena[at++] = code;
    }
    this.at = at;
  }

  private encode(text: string, from: number): void {
    this.reserve((text.length - from) * 3);
    const { written } = encoder.encodeInto(from === 0 ? text : text.slice(from), this.arena.subarray(this.at));
    this.at += written;
  }
}

const encoder = new TextEncoder();
/** Positions are 32-bit integers. */
const LARGEST = 0x7fffffff;
