export const LAST_CODE = 0x10ffff;
export const isSurrogate = (code: number): boolean => (code & 0xfffff800) === 0xd800;

/** The character that UTF-8 bytes begin with, times 8, and how many bytes it has; -1 where they are malformed. */
export function codeAndSize(bytes: Uint8Array, at: number, end: number): number {
  const lead = bytes[at]!;
  if (lead < 0x80) return (lead << 3) | 1;
  const size = lead >= 0xc2 && lead <= 0xdf ? 2 : (lead & 0xf0) === 0xe0 ? 3 : lead >= 0xf0 && lead <= 0xf4 ? 4 : 0;
  if (size === 0 || at + size > end) return -1;
  let code = lead & (0xff >> (size + 1));
  for (let i = at + 1; i < at + size; i++) {
    const bits = bytes[i]! ^ 0x80;
    if (bits > 0x3f) return -1;
    code = (code << 6) | bits;
  }
  if (size === 3 && (code < 0x800 || isSurrogate(code))) return -1;
  if (size === 4 && (code < 0x10000 || code > LAST_CODE)) return -1;
  return (code << 3) | size;
}
