import type { CsvSyntax } from './csv-syntax.ts';

/** The lines of a text that hold records: blank ones and comments do not. */
export const csvLines = (text: string, { comment }: CsvSyntax): string[] =>
  text.split(/\r\n|\n|\r/).filter((line) => line.trim() !== '' && (comment === '' || !line.startsWith(comment)));

/** The values of one line; null is the text that stands for it, and nothing at all. */
export function csvValues(line: string, syntax: CsvSyntax): (string | null)[] {
  const { separator, quote, nullText } = syntax;
  const unquoted = (text: string): string | null => {
    const own = trimmed(text, syntax);
    return own === '' || own === nullText ? null : own;
  };
  if (quote === '' || !line.includes(quote)) return line.split(separator).map(unquoted);
  const values: (string | null)[] = [];
  let at = 0;
  for (;;) {
    const start = skipBlanks(line, at, syntax);
    let end: number;
    if (line.startsWith(quote, start)) {
      const quoted = quotedValue(line, start + 1, syntax);
      const text = quoted.text === '' ? syntax.emptyText : quoted.text;
      values.push(text === nullText ? null : text);
      end = quoted.end;
    } else {
      end = delimiter(line, at, separator);
      values.push(unquoted(line.slice(at, end)));
    }
    if (end >= line.length) return values;
    at = end + separator.length;
  }
}

function skipBlanks(line: string, at: number, { trimStart }: CsvSyntax): number {
  if (trimStart) while (line[at] === ' ' || line[at] === '\t') at++;
  return at;
}

/** Where the value ends that goes on at a place. */
function delimiter(line: string, at: number, separator: string): number {
  const end = line.indexOf(separator, at);
  return end < 0 ? line.length : end;
}

/**
 * The text between quotes, and where the separator after it stands. A quote inside is one with the escape before it. One
 * without makes the value what it looks like, its quotes included, as in univocity (Spark 4.3) with STOP_AT_DELIMITER.
 */
function quotedValue(
  line: string,
  from: number,
  { quote, escape, separator }: CsvSyntax,
): { text: string; end: number } {
  let text = '';
  for (let at = from; at < line.length;) {
    const char = line[at]!;
    if (char === escape && escape !== quote && (line[at + 1] === quote || line[at + 1] === escape)) {
      text += line[at + 1]!;
      at += 2;
    } else if (char !== quote) {
      text += char;
      at++;
    } else {
      let run = 1;
      while (line[at + run] === quote) run++;
      if (escape === quote) {
        text += quote.repeat(run >> 1);
        at += run - (run & 1);
        if ((run & 1) === 0) continue;
        run = 1;
      }
      const after = /^[\0-\x20]*/.exec(line.slice(at + run))![0].length;
      const end = closesAt(line, at + run, after, separator);
      if (end >= 0) return { text: text + quote.repeat(run - 1), end };
      const stop = delimiter(line, at, separator);
      return { text: quote + text + line.slice(at, stop), end: stop };
    }
  }
  return { text, end: line.length };
}

/** The place of the separator after a quote, blanks aside; -1 when something else comes. */
function closesAt(line: string, at: number, blanks: number, separator: string): number {
  for (let end = at; end <= at + blanks; end++) if (end === line.length || line.startsWith(separator, end)) return end;
  return -1;
}

function trimmed(value: string, { trimStart, trimEnd }: CsvSyntax): string {
  const start = trimStart ? value.replace(/^[\0-\x20]+/, '') : value;
  return trimEnd ? start.replace(/[\0-\x20]+$/, '') : start;
}

/** A value as it stands in a line: quoted where it would be misread otherwise. */
export function csvText(value: string | null, syntax: CsvSyntax): string {
  const { separator, quote, escape, nullText, emptyText } = syntax;
  if (value === null) return nullText;
  const text = trimmed(value, syntax);
  if (text === '') return emptyText;
  if (quote === '' || !(text.includes(separator) || text.includes(quote) || /[\n\r]/.test(text))) return text;
  return quote + text.replaceAll(quote, escape + quote) + quote;
}
