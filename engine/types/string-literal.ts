/** The value of a quoted SQL string (`'a\n'`, `"b"`, `r'\d'`, `'O''Neil'`). */
export function stringValue(quoted: string): string {
  const raw = /^r/i.test(quoted);
  const body = quoted.slice(raw ? 2 : 1, -1);
  if (raw) return body;
  const quote = quoted[0]!;
  return body.replaceAll(quote + quote, quote).replace(ESCAPE, (_, escape: string) => unescaped(escape));
}

const ESCAPE = /\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[01][0-7]{2}|[\s\S])/g;

const SIMPLE: ReadonlyMap<string, string> = new Map([
  ['0', '\0'],
  ['b', '\b'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['Z', '\x1a'],
  ['%', '\\%'],
  ['_', '\\_'],
]);

function unescaped(escape: string): string {
  if (/^[uU]./.test(escape)) {
    const point = Number.parseInt(escape.slice(1), 16);
    return point <= 0x10ffff ? String.fromCodePoint(point) : escape;
  }
  if (/^[01]\d\d$/.test(escape)) return String.fromCharCode(Number.parseInt(escape, 8));
  return SIMPLE.get(escape) ?? escape;
}
