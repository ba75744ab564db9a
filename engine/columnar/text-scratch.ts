import { TextArena } from './text-arena.ts';

/** Where texts are computed, row by row. */
export class TextScratch extends TextArena {
  /** Set by functions whose result is a part of their first argument: where it begins and ends there. */
  from = 0;
  to = 0;

  /** A new block begins: room that only one huge text needed is given back. */
  begin(): void {
    this.at = 0;
    if (this.arena.length > MOST_KEPT) this.arena = new Uint8Array(MOST_KEPT);
  }
}

const MOST_KEPT = 1 << 20;
