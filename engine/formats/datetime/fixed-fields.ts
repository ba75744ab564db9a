import { patternItems } from './datetime-pattern.ts';

/** A field of a pattern that has the same width in all texts, and where it stands. */
export interface FixedField {
  readonly letter: string;
  readonly at: number;
  readonly width: number;
}

/** A pattern whose texts are all of one length: `yyyy-MM-dd HH:mm:ss.SSS`. */
export interface FixedPattern {
  readonly length: number;
  readonly fields: readonly FixedField[];
  /** The bytes between the fields and their places. */
  readonly marks: readonly { readonly at: number; readonly byte: number }[];
}

const WIDTHS: Readonly<Record<string, number>> = { y: 4, M: 2, d: 2, H: 2, m: 2, s: 2 };
const utf8 = new TextEncoder();

/** The places of a pattern's fields; undefined when it has others than numbers of a fixed width, or one of them twice. */
export function fixedPattern(pattern: string): FixedPattern | undefined {
  const fields: FixedField[] = [];
  const marks: FixedPattern['marks'][number][] = [];
  let at = 0;
  for (const item of patternItems(pattern)) {
    if (item.kind === 'optional') return undefined;
    if (item.kind === 'text') {
      for (const byte of utf8.encode(item.text)) marks.push({ at: at++, byte });
      continue;
    }
    const { letter, count: width } = item;
    if (letter !== 'S' && WIDTHS[letter] !== width) return undefined;
    if (fields.some((field) => field.letter === letter)) return undefined;
    fields.push({ letter, at, width });
    at += width;
  }
  return { length: at, fields, marks };
}
