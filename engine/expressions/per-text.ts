import { decodeText } from '../columnar/texts.ts';
import type { TypedExpression } from './typed.ts';

/** A function of a text that is mostly the same in all rows, such as a pattern: what is made of the last one is kept. */
export function perText<F>(make: (text: string) => F): (text: string) => F {
  let last: { readonly text: string; readonly made: F } | undefined;
  return (text) => {
    if (last === undefined || last.text !== text) last = { text, made: make(text) };
    return last.made;
  };
}

type OfBytes<F> = (source: Uint8Array, start: number, end: number) => F;

/** The same of a text that is given by its bytes. */
export function perBytes<F>(make: (text: string) => F): OfBytes<F> {
  let last: { readonly bytes: Uint8Array; readonly made: F } | undefined;
  return (source, start, end) => {
    if (last === undefined || !isAt(last.bytes, source, start, end)) {
      last = { bytes: source.slice(start, end), made: make(decodeText(source, start, end)) };
    }
    return last.made;
  };
}

/** The same of an argument: what is made of a literal is made with the first row, and nobody compares its bytes again. */
export function perArgument<F>(arg: TypedExpression, make: (text: string) => F): OfBytes<F> {
  if (arg.node !== 'literal') return perBytes(make);
  let only: { readonly made: F } | undefined;
  return (source, start, end) => (only ??= { made: make(decodeText(source, start, end)) }).made;
}

function isAt(bytes: Uint8Array, source: Uint8Array, start: number, end: number): boolean {
  if (bytes.length !== end - start) return false;
  for (let i = 0; i < bytes.length; i++) if (bytes[i] !== source[start + i]) return false;
  return true;
}
