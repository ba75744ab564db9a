/** Collects replacements in a text and makes the new text together with the way back. */
export interface Edits {
  insert(at: number, text: string): void;
  /** Ends what began further left: stands before whatever else is put in at the same place. */
  close(at: number, text: string): void;
  /** Replaces a range; its line breaks stay, so that lines keep their numbers. */
  replace(start: number, end: number, text: string): void;
  apply(): { text: string; positions: number[] };
}

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly closes: boolean;
}

export function createEdits(source: string): Edits {
  const edits: Edit[] = [];
  return {
    insert: (at, text) => void edits.push({ start: at, end: at, text, closes: false }),
    close: (at, text) => void edits.push({ start: at, end: at, text, closes: true }),
    replace(start, end, text) {
      const breaks = source.slice(start, end).replace(/[^\n]/g, '');
      edits.push({ start, end, text: text + breaks, closes: false });
    },
    apply() {
      edits.sort((a, b) => a.start - b.start || Number(b.closes) - Number(a.closes));
      const positions = [0, 0];
      let text = '';
      let at = 0;
      for (const edit of edits) {
        text += source.slice(at, edit.start);
        positions.push(text.length, edit.start);
        text += edit.text;
        positions.push(text.length, edit.end);
        at = edit.end;
      }
      return { text: text + source.slice(at), positions };
    },
  };
}

/**
 * Looks an offset of the new text up in pairs `new offset, old offset`. From an even pair on the text was copied, from an
 * odd pair on it was put in and lies where it was put.
 */
export function originalOffset(positions: readonly number[], offset: number): number {
  let low = 0;
  let high = positions.length / 2 - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (positions[middle * 2]! <= offset) low = middle;
    else high = middle - 1;
  }
  return positions[low * 2 + 1]! + (low % 2 === 0 ? offset - positions[low * 2]! : 0);
}
