import { TextScratch } from '../columnar/text-scratch.ts';
import { decodeText } from '../columnar/texts.ts';
import { compareRanges } from '../types/byte-ranges.ts';

/**
 * The text that rows have come to within a block, as bytes: it becomes a JavaScript string once a block, not with each row
 * that has another, as rows in order all do.
 */
export class HeldText {
  /** Whether a row of this block came to one. */
  held = false;
  private readonly scratch = new TextScratch();

  /** A new block begins. */
  begin(): void {
    this.held = false;
    this.scratch.begin();
  }

  keep(source: Uint8Array, start: number, end: number): void {
    this.held = true;
    this.scratch.at = 0;
    this.scratch.putBytes(source, start, end);
  }

  /** The order of a text and the one that is held. @returns below, above or equal to 0 */
  compare(source: Uint8Array, start: number, end: number): number {
    return compareRanges(source, start, end, this.scratch.arena, 0, this.scratch.at);
  }

  text(): string {
    return decodeText(this.scratch.arena, 0, this.scratch.at);
  }
}
