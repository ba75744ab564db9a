import type { CsvSyntax } from './csv-syntax.ts';

/** The values of one line; null is the text that stands for it. A quoted empty value is an empty text. */
export function csvValues(line: string, syntax: CsvSyntax): (string | null)[] {
  const { separator, quote, nullText } = syntax;
  if (quote === '' || !line.includes(quote)) {
    return line.split(separator).map((value) => {
      const own = trimmed(value, syntax);
      return own === '' || own === nullText ? null : own;
    });
  }
  const values: (string | null)[] = [];
  let at = 0;
  for (;;) {
    const start = skipBlanks(line, at, syntax);
    let end: number;
    if (line.startsWith(quote, start)) {
      const quoted = quotedValue(line, start + 1, syntax);
      end = line.indexOf(separator, quoted.end);
      if (end < 0) end = line.length;
      values.push(nullText !== '' && quoted.text === nullText ? null : quoted.text);
    } else {
      end = line.indexOf(separator, at);
      if (end < 0) end = line.length;
      const own = trimmed(line.slice(at, end), syntax);
      values.push(own === '' || own === nullText ? null : own);
    }
    if (end >= line.length) return values;
    at = end + separator.length;
  }
}

function skipBlanks(line: string, at: number, { trimStart }: CsvSyntax): number {
  if (trimStart) while (line[at] === ' ' || line[at] === '\t') at++;
  return at;
}

/** A doubled quote is one, and so is one with the escape before it. */
function quotedValue(line: string, from: number, { quote, escape }: CsvSyntax): { text: string; end: number } {
  let text = '';
  let at = from;
  for (; at < line.length; at++) {
    const char = line[at]!;
    if (char === escape && (line[at + 1] === quote || line[at + 1] === escape) && escape !== quote) {
      text += line[++at]!;
    } else if (char === quote) {
      if (line[at + 1] !== quote) return { text, end: at + 1 };
      text += quote;
      at++;
    } else text += char;
  }
  return { text, end: at };
}

function trimmed(value: string, { trimStart, trimEnd }: CsvSyntax): string {
  const start = trimStart ? value.trimStart() : value;
  return trimEnd ? start.trimEnd() : start;
}

/** A value as it stands in a line: quoted where it would be misread otherwise. */
export function csvText(value: string | null, syntax: CsvSyntax): string {
  const { separator, quote, escape, nullText } = syntax;
  if (value === null) return nullText;
  const text = trimmed(value, syntax);
  if (text === '') return quote + quote;
  if (quote === '' || !(text.includes(separator) || text.includes(quote) || /[\n\r]/.test(text))) return text;
  return quote + text.replaceAll(quote, escape + quote) + quote;
}
