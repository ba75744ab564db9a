import type { TextScratch } from '../../columnar/text-scratch.ts';

const [QUOTE, BACKSLASH] = [39, 92];

/** In single quotes, with quotes inside escaped. */
export function quoted(out: TextScratch, bytes: Uint8Array, start: number, end: number): void {
  out.reserve((end - start) * 2 + 2);
  const { arena } = out;
  let at = out.at;
  arena[at++] = QUOTE;
  for (let i = start; i < end; i++) {
    const byte = bytes[i]!;
    if (byte === QUOTE) arena[at++] = BACKSLASH;
    arena[at++] = byte;
  }
  arena[at++] = QUOTE;
  out.at = at;
}
