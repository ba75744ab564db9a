import { TextArena } from './text-arena.ts';
import { decodeText, type Texts } from './texts.ts';
import type { TextVector } from './vector.ts';

/** Texts of a block: they are gone with it. */
export class TextBlock implements Texts {
  readonly arena: Uint8Array;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly size: number;
  readonly repeats: boolean;
  readonly generation = 0;

  /** @param repeats whether several rows share a text */
  constructor(arena: Uint8Array, starts: Int32Array, ends: Int32Array, repeats = false) {
    this.arena = arena;
    this.starts = starts;
    this.ends = ends;
    this.size = ends.length;
    this.repeats = repeats;
  }

  /** @param offsets text `id` is `arena[offsets[id] .. offsets[id + 1])` */
  static ofOffsets(arena: Uint8Array, offsets: Int32Array, repeats = false): TextBlock {
    return new TextBlock(arena, offsets.subarray(0, offsets.length - 1), offsets.subarray(1), repeats);
  }

  text(id: number): string {
    return decodeText(this.arena, this.starts[id]!, this.ends[id]!);
  }

  bytesOf(id: number): Uint8Array {
    return this.arena.subarray(this.starts[id], this.ends[id]);
  }
}

/** Parts of a piece of memory as a column, where they lie; an end before its start is null. */
export function rangesVector(
  layout: TextVector['layout'],
  bytes: Uint8Array,
  starts: Int32Array,
  ends: Int32Array,
  length: number,
): TextVector {
  const data = new Int32Array(length);
  let valid: Uint8Array | null = null;
  for (let row = 0; row < length; row++) {
    data[row] = row;
    if (ends[row]! >= starts[row]!) continue;
    valid ??= new Uint8Array(length).fill(1);
    valid[row] = 0;
  }
  return { layout, valid, data, texts: new TextBlock(bytes, starts, ends) };
}

/** Collects the texts of a block. */
export class TextBlockWriter extends TextArena {
  /** Text `id` is `arena[offsets[id] .. offsets[id + 1])`. */
  offsets: Int32Array;
  private count = 0;

  /** @param texts how many are to be expected @param bytes of all of them */
  constructor(texts: number, bytes = texts * 8) {
    super(Math.max(64, bytes));
    this.offsets = new Int32Array(Math.max(8, texts) + 1);
  }

  /** @returns the number of the text `source[start .. end)` */
  add(source: Uint8Array, start: number, end: number): number {
    this.putBytes(source, start, end);
    return this.close();
  }

  /** @returns the number of the bytes */
  addAll(bytes: Uint8Array): number {
    return this.add(bytes, 0, bytes.length);
  }

  /** @returns the number of the text */
  addText(text: string): number {
    this.putText(text);
    return this.close();
  }

  /** Forgets what was added. */
  clear(): void {
    this.at = 0;
    this.count = 0;
  }

  private close(): number {
    const id = this.count++;
    if (id + 1 >= this.offsets.length) {
      const wider = new Int32Array(this.offsets.length * 2);
      wider.set(this.offsets);
      this.offsets = wider;
    }
    this.offsets[id + 1] = this.at;
    return id;
  }

  /** The block; the writer must not be used afterwards. */
  finish(repeats = false): TextBlock {
    return TextBlock.ofOffsets(this.arena, this.offsets.subarray(0, this.count + 1), repeats);
  }
}
