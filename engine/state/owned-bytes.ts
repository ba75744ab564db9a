import { RuntimeError } from '../types/errors.ts';
import type { ByteReader, ByteWriter } from './byte-writer.ts';

const LENGTH = 4;
const FIRST_BYTES = 1024;
/** So little is not worth winning back. */
const SPARE = 1 << 16;
/** Places are 32-bit integers. */
const LARGEST = 0x7fffffff;
/** What stands for NULL in a frame, where a length would stand. */
const NULL_LENGTH = 0xffffffff;
/** The place of NULL, and of what is gone. */
export const NO_PLACE = 0;

/** Where texts and binaries are appended. */
interface TextColumn {
  append(value: null): void;
  appendBytes(bytes: Uint8Array, start: number, end: number): void;
}

/**
 * Texts and binaries that rows of a state column own, as bytes one after another; a row keeps the place of its own. What
 * rows have let go is won back when it is half of everything.
 */
export class OwnedBytes {
  private arena = new Uint8Array(FIRST_BYTES);
  private view = new DataView(this.arena.buffer);
  private end = LENGTH;
  private gone = 0;

  /** Keeps a copy. @returns its place */
  put(value: Uint8Array): number {
    const place = this.end;
    const end = place + LENGTH + value.length;
    if (end > this.arena.length) this.widen(end);
    this.view.setUint32(place, value.length, true);
    this.arena.set(value, place + LENGTH);
    this.end = end;
    return place;
  }

  /** The bytes at a place, null at `NO_PLACE`; valid until the next `put`, `compact` or `clear`. */
  at(place: number): Uint8Array | null {
    if (place === NO_PLACE) return null;
    const start = place + LENGTH;
    return this.arena.subarray(start, start + this.view.getUint32(place, true));
  }

  /** Appends what lies at a place, NULL at `NO_PLACE`, without an object for it. */
  appendTo(column: TextColumn, place: number): void {
    const start = place + LENGTH;
    if (place === NO_PLACE) column.append(null);
    else column.appendBytes(this.arena, start, start + this.view.getUint32(place, true));
  }

  /** Nobody keeps the place any more. */
  release(place: number): void {
    if (place !== NO_PLACE) this.gone += LENGTH + this.view.getUint32(place, true);
  }

  /** Whether `compact` would win much. */
  get isSparse(): boolean {
    return this.gone > SPARE && this.gone * 2 > this.end;
  }

  /** Moves what is kept together. @param places of all rows; they are overwritten */
  compact(places: Int32Array): void {
    const { arena: old, view } = this;
    this.arena = new Uint8Array(Math.max(FIRST_BYTES, (this.end - this.gone) * 2));
    this.view = new DataView(this.arena.buffer);
    this.end = LENGTH;
    this.gone = 0;
    for (let row = 0; row < places.length; row++) {
      const place = places[row]!;
      if (place === NO_PLACE) continue;
      const start = place + LENGTH;
      places[row] = this.put(old.subarray(start, start + view.getUint32(place, true)));
    }
  }

  write(writer: ByteWriter, place: number): void {
    const value = this.at(place);
    if (value === null) writer.u32(NULL_LENGTH);
    else writer.block(value);
  }

  /** What `write` wrote, where it lies in the frame. */
  read(reader: ByteReader): Uint8Array | null {
    const length = reader.u32();
    return length === NULL_LENGTH ? null : reader.raw(length);
  }

  get bytes(): number {
    return this.arena.byteLength;
  }

  private widen(wanted: number): void {
    if (wanted > LARGEST) {
      throw new RuntimeError({
        condition: 'OUT_OF_MEMORY',
        message: 'The texts that one column of the state holds take more than 2 GiB.',
        hint: 'Keep fewer or shorter texts: select the columns that are needed before the stateful operator, or shorten its watermark.',
      });
    }
    const wider = new Uint8Array(Math.min(LARGEST, Math.max(wanted, this.arena.length * 2)));
    wider.set(this.arena.subarray(0, this.end));
    this.arena = wider;
    this.view = new DataView(wider.buffer);
  }
}
