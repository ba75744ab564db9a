import { RuntimeError } from '../../types/errors.ts';
import type { CsvSyntax } from './csv-syntax.ts';

/** Whether a line holds a record: blank ones and comments do not. */
export const holdsRecord = (line: string, { comment }: CsvSyntax): boolean =>
  line.trim() !== '' && (comment === '' || !line.startsWith(comment));

/**
 * The values of one line; null is the text that stands for it, and nothing at all.
 *
 * @throws RuntimeError MALFORMED_CSV_RECORD when there are too many, or one is too long
 */
export function csvValues(line: string, syntax: CsvSyntax): (string | null)[] {
  const values = splitValues(line, syntax);
  const { maxValues, maxLength } = syntax;
  if (values.length > maxValues || (maxLength < line.length && values.some((v) => (v?.length ?? 0) > maxLength))) {
    throw tooLarge(line, syntax);
  }
  return values;
}

function splitValues(line: string, syntax: CsvSyntax): (string | null)[] {
  const { separator, quote, nullText } = syntax;
  const unquoted = (text: string): string | null => {
    const own = trimmed(text, syntax);
    return own === '' || own === nullText ? null : own;
  };
  if (!line.includes(quote)) return line.split(separator).map(unquoted);
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
  { quote, escape, escapeEscape, separator }: CsvSyntax,
): { text: string; end: number } {
  let text = '';
  for (let at = from; at < line.length;) {
    const char = line[at]!;
    if (char === escapeEscape && line[at + 1] === escape) {
      text += escape;
      at += 2;
    } else if (char === escape && escape !== quote && line[at + 1] === quote) {
      text += quote;
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

/** What univocity, with which Spark writes, takes for the beginning of a comment unless told otherwise. */
export const COMMENT = '#';

/** The values of one record as a line. */
export const csvLine = (values: readonly (string | null)[], syntax: CsvSyntax): string =>
  values.map((value, i) => csvText(value, syntax, i === 0)).join(syntax.separator);

/** A value as it stands in a line: quoted where it would be misread otherwise. */
export function csvText(value: string | null, syntax: CsvSyntax, first: boolean): string {
  const { separator, quote, escape, escapeEscape, nullText, emptyText, quoteAll, quoteQuotes, comment } = syntax;
  const trimmedText = value === null ? nullText : trimmed(value, syntax);
  const text = value !== null && trimmedText === '' ? emptyText : trimmedText;
  if (text === quote + quote) return text;
  const misread =
    text.includes(separator) ||
    /[\n\r]/.test(text) ||
    (first && text.startsWith(comment || COMMENT)) ||
    (quoteQuotes ? text.includes(quote) : text.startsWith(quote));
  if (!quoteAll && !misread) return text;
  let inside = '';
  for (const char of text) inside += char === quote ? escape + char : char === escape ? escapeEscape + char : char;
  return quote + inside + quote;
}

const tooLarge = (line: string, { maxValues, maxLength }: CsvSyntax): RuntimeError =>
  new RuntimeError({
    condition: 'MALFORMED_CSV_RECORD',
    sqlState: 'KD000',
    message: `Malformed CSV record: ${line.slice(0, 200)}`,
    hint: `A record has at most ${maxValues} values (option maxColumns)${maxLength === Infinity ? '' : `, a value at most ${maxLength} characters (option maxCharsPerColumn)`}.`,
  });
