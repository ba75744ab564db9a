import { ArgumentError } from '../../types/errors.ts';
import type { TextOptions } from '../text-options.ts';

/** How a record is written as text. */
export interface CsvSyntax {
  readonly separator: string;
  readonly quote: string;
  readonly escape: string;
  /** What stands before an escape that is meant; empty: nothing does. */
  readonly escapeEscape: string;
  readonly nullText: string;
  /** A quoted text without a character. */
  readonly emptyText: string;
  /** What a line begins with that is no record; empty: every line is one. */
  readonly comment: string;
  readonly trimStart: boolean;
  readonly trimEnd: boolean;
  /** Values that a record may have. */
  readonly maxValues: number;
  /** Characters that a value may have. */
  readonly maxLength: number;
  /** When writing: whether all values stand in quotes, and those that hold a quote. */
  readonly quoteAll: boolean;
  readonly quoteQuotes: boolean;
}

/**
 * Spark's guide: "CSV Files", Data Source Option.
 *
 * @param writing blanks around values are left out when writing, unless somebody wants them
 */
export function csvSyntax(options: TextOptions, writing = false): CsvSyntax {
  const quote = oneCharacter(options, 'quote', '"') || '\0';
  const escape = oneCharacter(options, 'escape', '\\');
  const maxLength = options.integer('maxCharsPerColumn', -1);
  const separator = (options.get('sep') ?? options.get('delimiter') ?? ',').replaceAll('\\t', '\t');
  if (separator === '') throw emptyDelimiter();
  return {
    separator,
    quote,
    escape,
    escapeEscape: oneCharacter(options, 'charToEscapeQuoteEscaping', escape === quote ? '' : escape).replace('\0', ''),
    nullText: options.get('nullValue') ?? '',
    emptyText: options.get('emptyValue') ?? (writing ? '""' : ''),
    comment: oneCharacter(options, 'comment', ''),
    trimStart: options.flag('ignoreLeadingWhiteSpace', writing),
    trimEnd: options.flag('ignoreTrailingWhiteSpace', writing),
    maxValues: options.integer('maxColumns', 20_480),
    maxLength: maxLength < 0 ? Infinity : maxLength,
    quoteAll: options.flag('quoteAll', false),
    quoteQuotes: options.flag('escapeQuotes', true),
  };
}

function oneCharacter(options: TextOptions, name: string, otherwise: string): string {
  const value = options.get(name) ?? otherwise;
  if (value.length <= 1) return value;
  throw new ArgumentError({
    condition: 'INVALID_OPTION',
    message: `${name} cannot be more than one character, but is '${value}'.`,
    hint: `For example .option("${name}", "'").`,
  });
}

const emptyDelimiter = (): ArgumentError =>
  new ArgumentError({
    condition: 'INVALID_DELIMITER_VALUE.EMPTY_STRING',
    sqlState: '42602',
    message: 'Invalid value for delimiter. Delimiter cannot be empty string.',
    hint: 'For example .option("sep", ";").',
  });
