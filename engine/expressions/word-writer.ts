const DOUBLE = new Float64Array(1);
const HALVES = new Int32Array(DOUBLE.buffer);

/** The double of two words, the lower first. */
export function doubleOfHalves(low: number, high: number): number {
  HALVES[0] = low;
  HALVES[1] = high;
  return DOUBLE[0]!;
}

/** Values as words, one after the other; equal values are the same words. */
export class WordWriter {
  words = new Int32Array(16);
  length = 0;
  private inBytes = new Uint8Array(this.words.buffer);

  word(word: number): void {
    if (this.length === this.words.length) this.grow(1);
    this.words[this.length++] = word;
  }

  /** An integer of so many words. */
  integer(from: Int32Array, at: number, width: number): void {
    for (let k = 0; k < width; k++) this.word(from[at + k]!);
  }

  /** -0 is 0, and one NaN is another. */
  double(value: number): void {
    DOUBLE[0] = value === value ? value + 0 : NaN;
    this.word(HALVES[0]!);
    this.word(HALVES[1]!);
  }

  /** How many bytes there are, and then the bytes. */
  bytes(arena: Uint8Array, start: number, end: number): void {
    this.word(end - start);
    const more = (end - start + 3) >> 2;
    if (this.length + more > this.words.length) this.grow(more);
    if (more > 0) this.words[this.length + more - 1] = 0;
    const { inBytes } = this;
    for (let i = start, k = 4 * this.length; i < end; i++, k++) inBytes[k] = arena[i]!;
    this.length += more;
  }

  private grow(more: number): void {
    const wider = new Int32Array(Math.max(2 * this.words.length, this.length + more));
    wider.set(this.words);
    this.words = wider;
    this.inBytes = new Uint8Array(wider.buffer);
  }
}
