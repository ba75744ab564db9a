type Kinds = Readonly<Record<string, 'text' | 'flag'>>;
type Values<K extends Kinds> = { readonly [N in keyof K]: (K[N] extends 'flag' ? boolean : string) | undefined };

/** Reads `--long-name value` and `--flag`; an unknown option is an error that names the known ones. */
export function optionsOf<K extends Kinds>(args: readonly string[], kinds: K): { values: Values<K>; words: string[] } {
  const values: Record<string, string | boolean> = {};
  const words: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const word = args[at]!;
    if (!word.startsWith('--')) {
      words.push(word);
      continue;
    }
    const [option = '', inline] = word.slice(2).split(/=(.*)/s);
    const name = option.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
    const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
    if (kind === undefined)
      throw new Error(`Unknown option --${option}. There are: ${Object.keys(kinds).map(dashed).join(', ')}.`);
    if (kind === 'flag') {
      values[name] = true;
      continue;
    }
    const value = inline ?? args[++at];
    if (value === undefined) throw new Error(`${word} wants a value.`);
    values[name] = value;
  }
  return { values: values as Values<K>, words };
}

function dashed(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
