import { decodeText } from '../columnar/texts.ts';

/** A function of a text that is mostly the same in all rows, such as a pattern: what is made of the last one is kept. */
export function perText<F>(make: (text: string) => F): (text: string) => F {
  let last: { readonly text: string; readonly made: F } | undefined;
  return (text) => {
    if (last === undefined || last.text !== text) last = { text, made: make(text) };
    return last.made;
  };
}

/** The same of a text that is given by its bytes. */
export function perBytes<F>(make: (text: string) => F): (source: Uint8Array, start: number, end: number) => F {
  let last: { readonly bytes: Uint8Array; readonly made: F } | undefined;
  return (source, start, end) => {
    if (last === undefined || !isAt(last.bytes, source, start, end)) {
      last = { bytes: source.slice(start, end), made: make(decodeText(source, start, end)) };
    }
    return last.made;
  };
}

function isAt(bytes: Uint8Array, source: Uint8Array, start: number, end: number): boolean {
  if (bytes.length !== end - start) return false;
  for (let i = 0; i < bytes.length; i++) if (bytes[i] !== source[start + i]) return false;
  return true;
}
