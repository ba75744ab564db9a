import type { JsonOptions } from './json-options.ts';

/** How one CSV record is written. */
export interface CsvSyntax {
  readonly separator: string;
  readonly quote: string;
  readonly escape: string;
  readonly trimStart: boolean;
  readonly trimEnd: boolean;
  readonly nullText: string;
}

export const csvSyntax = (options: JsonOptions): CsvSyntax => ({
  separator: options.get('sep') ?? options.get('delimiter') ?? ',',
  quote: options.get('quote') ?? '"',
  escape: options.get('escape') ?? '\\',
  trimStart: options.flag('ignoreLeadingWhiteSpace', false),
  trimEnd: options.flag('ignoreTrailingWhiteSpace', false),
  nullText: options.get('nullValue') ?? '',
});

/** The values of a record; a quoted one keeps its separators. */
export function splitCsv(line: string, syntax: CsvSyntax): string[] {
  const { separator, quote, escape } = syntax;
  const values: string[] = [];
  let at = 0;
  for (;;) {
    let value = '';
    if (quote !== '' && line.startsWith(quote, at)) {
      at += quote.length;
      while (at < line.length && !closes(line, at, syntax)) {
        if (line.startsWith(escape, at) && at + 1 < line.length) at += escape.length;
        value += line[at++];
      }
      at += quote.length;
      const next = line.indexOf(separator, at);
      at = next < 0 ? line.length : next;
    } else {
      const next = line.indexOf(separator, at);
      value = line.slice(at, next < 0 ? line.length : next);
      at = next < 0 ? line.length : next;
      if (syntax.trimStart) value = value.trimStart();
      if (syntax.trimEnd) value = value.trimEnd();
    }
    values.push(value);
    if (at >= line.length) return values;
    at += separator.length;
    if (at === line.length) return [...values, ''];
  }
}

const closes = (line: string, at: number, { quote }: CsvSyntax): boolean => line.startsWith(quote, at);

/** A value with quotes where it needs them. */
export function quoteCsv(value: string, { separator, quote, escape }: CsvSyntax): string {
  if (value === '') return quote + quote;
  if (!value.includes(separator) && !value.includes(quote) && !/[\n\r]/.test(value)) return value;
  return quote + value.replaceAll(quote, escape + quote) + quote;
}
