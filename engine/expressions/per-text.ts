/** A function of a text that is mostly the same in all rows, such as a pattern: what is made of the last one is kept. */
export function perText<F>(make: (text: string) => F): (text: string) => F {
  let last: { readonly text: string; readonly made: F } | undefined;
  return (text) => {
    if (last === undefined || last.text !== text) last = { text, made: make(text) };
    return last.made;
  };
}
