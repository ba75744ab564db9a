const utf8 = new TextDecoder();
const utf16le = new TextDecoder('utf-16le');
const utf16be = new TextDecoder('utf-16be');

/**
 * The text of one line of a JSON file, in the encoding that its first bytes tell, as Jackson finds it for Spark: UTF-8, UTF-16
 * or UTF-32, of either order, with or without a byte order mark.
 */
export function jsonLineText(bytes: Uint8Array, start: number, end: number): string {
  const [a, b] = [bytes[start], bytes[start + 1]];
  // JSON begins with a character of ASCII: other encodings show by a zero or a mark.
  const line = bytes.subarray(start, end);
  if (a !== 0 && b !== 0 && a !== 0xfe && a !== 0xff) return utf8.decode(line);
  if (line.length >= 4) {
    const view = new DataView(line.buffer, line.byteOffset, line.length);
    const four = view.getUint32(0);
    if (four === 0x0000feff || four >>> 8 === 0) return utf32(view, false);
    if (four === 0xfffe0000 || (four & 0xffffff) === 0) return utf32(view, true);
  }
  if (a === 0xfe && b === 0xff) return utf16be.decode(line);
  if (a === 0xff && b === 0xfe) return utf16le.decode(line);
  if (line.length >= 2 && a === 0) return utf16be.decode(line);
  if (line.length >= 2 && b === 0) return utf16le.decode(line);
  return utf8.decode(line);
}

/** What is no character stands as U+FFFD, which no JSON has outside its texts. */
function utf32(view: DataView, littleEndian: boolean): string {
  let text = '';
  for (let at = 0; at + 4 <= view.byteLength; at += 4) {
    const code = view.getUint32(at, littleEndian);
    if (at > 0 || code !== 0xfeff) text += code > 0x10ffff ? '\ufffd' : String.fromCodePoint(code);
  }
  return view.byteLength % 4 === 0 ? text : `${text}\ufffd`;
}
