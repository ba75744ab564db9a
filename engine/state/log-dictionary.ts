import type { Interner } from '../columnar/interner.ts';
import type { ByteWriter } from './byte-writer.ts';

/**
 * Texts of the changelog. Ids of the interner die with the process; the log numbers the texts it has written itself and
 * writes each text once a file.
 */
export class LogDictionary {
  private numbers = new Map<number, number>();
  private next = 0;
  private pending: number[] = [];

  /** The number of an interned text; a new one is written with the frame. */
  numberOf(id: number): number {
    let number = this.numbers.get(id);
    if (number === undefined) {
      number = this.next++;
      this.numbers.set(id, number);
      this.pending.push(id);
    }
    return number;
  }

  /** Writes the texts that the frame is the first to use. */
  writePending(writer: ByteWriter, interner: Interner): void {
    writer.u32(this.pending.length);
    for (const id of this.pending) writer.block(interner.bytesOf(id));
    this.pending = [];
  }

  reset(): void {
    this.numbers = new Map();
    this.next = 0;
    this.pending = [];
  }

  /** Takes over the numbers of a log that was read. */
  restore(ids: readonly number[]): void {
    this.reset();
    for (const id of ids) this.numbers.set(id, this.next++);
  }
}
