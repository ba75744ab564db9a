/** Compact JSON on several lines, as Jackson's DefaultPrettyPrinter spaces it. */
export function prettyJson(compact: string): string {
  let pretty = '';
  let depth = 0;
  /** Whether each object or array around is an object. */
  const objects: boolean[] = [];
  const line = (): string => `\n${'  '.repeat(depth)}`;
  for (const token of compact.match(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^{}[\],:"]+/gs) ?? []) {
    switch (token) {
      case '{':
        objects.push(true);
        depth++;
        pretty += `{${line()}`;
        break;
      case '[':
        objects.push(false);
        pretty += '[ ';
        break;
      case '}':
        objects.pop();
        depth--;
        pretty = pretty.endsWith(`{\n${'  '.repeat(depth + 1)}`)
          ? `${pretty.slice(0, -(2 * depth + 3))} }`
          : `${pretty}${line()}}`;
        break;
      case ']':
        objects.pop();
        pretty += pretty.endsWith('[ ') ? ']' : ' ]';
        break;
      case ',':
        pretty += objects.at(-1) === true ? `,${line()}` : ', ';
        break;
      case ':':
        pretty += ' : ';
        break;
      default:
        pretty += token;
    }
  }
  return pretty;
}
