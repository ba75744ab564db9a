import type { TextScratch } from '../../columnar/text-scratch.ts';

const CHARACTERS = 0x10000;
const UNKNOWN = 0;
const SEVERAL = -1;
const SPACE = 32;

/** What becomes of characters one by one, asked once each: of those of the basic plane that become one such. */
export class CharacterMap {
  private readonly map: (character: string) => string;
  private readonly known = new Int32Array(CHARACTERS);

  constructor(map: (character: string) => string) {
    this.map = map;
  }

  /** The character that becomes of one, -1 where it is none or several. */
  of(code: number): number {
    const known = this.known[code]!;
    return known === UNKNOWN ? this.ask(code) : known;
  }

  private ask(code: number): number {
    const made = this.map(String.fromCharCode(code));
    const known = made.length === 1 && made !== '\0' ? made.charCodeAt(0) : SEVERAL;
    this.known[code] = known;
    return known;
  }
}

/**
 * Appends a text with each character mapped, those that begin a word by a map of their own; words lie between spaces.
 *
 * @returns whether all characters are of the basic plane and become one such; nothing is appended when not
 */
export function mapCharacters(
  out: TextScratch,
  bytes: Uint8Array,
  start: number,
  end: number,
  first: CharacterMap,
  others: CharacterMap,
): boolean {
  // Two bytes may become three.
  out.reserve((end - start) * 3);
  const { arena } = out;
  let { at } = out;
  let begins = true;
  for (let i = start; i < end;) {
    const lead = bytes[i++]!;
    let code = lead;
    if (lead > 127) {
      const second = i < end ? bytes[i++]! ^ 0x80 : 0x80;
      if (second > 0x3f) return false;
      if (lead >= 0xc2 && lead <= 0xdf) code = ((lead & 0x1f) << 6) | second;
      else {
        const third = i < end ? bytes[i++]! ^ 0x80 : 0x80;
        if (third > 0x3f || (lead & 0xf0) !== 0xe0) return false;
        code = ((lead & 0xf) << 12) | (second << 6) | third;
        if (code < 0x800 || (code & 0xf800) === 0xd800) return false;
      }
    }
    const made = (begins ? first : others).of(code);
    begins = code === SPACE;
    if (made < 0) return false;
    if (made < 0x80) arena[at++] = made;
    else {
      if (made < 0x800) arena[at++] = 0xc0 | (made >> 6);
      else {
        arena[at++] = 0xe0 | (made >> 12);
        arena[at++] = 0x80 | ((made >> 6) & 0x3f);
      }
      arena[at++] = 0x80 | (made & 0x3f);
    }
  }
  out.at = at;
  return true;
}
