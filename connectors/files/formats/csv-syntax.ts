import type { Options, OptionSpec } from '../../../engine/spi/source.ts';
import { ArgumentError } from '../../../engine/types/errors.ts';

/** How a record is written as text. */
export interface CsvSyntax {
  readonly separator: string;
  /** Empty: nothing is quoted. */
  readonly quote: string;
  readonly escape: string;
  readonly nullText: string;
  readonly trimStart: boolean;
  readonly trimEnd: boolean;
}

export const CSV_OPTIONS: readonly OptionSpec[] = [
  { name: 'header', description: 'whether the first line of a file holds names', default: 'false' },
  { name: 'sep', description: 'what stands between values', default: ',' },
  { name: 'delimiter', description: 'another name of sep' },
  { name: 'quote', description: 'what stands around values that hold a separator', default: '"' },
  { name: 'escape', description: 'what stands before a quote within quotes', default: '\\' },
  { name: 'nullValue', description: 'the text that is null', default: 'the empty one' },
  { name: 'inferSchema', description: 'whether types are found from the data', default: 'false' },
  { name: 'ignoreLeadingWhiteSpace', description: 'whether values lose blanks in front', default: 'false' },
  { name: 'ignoreTrailingWhiteSpace', description: 'whether values lose blanks behind', default: 'false' },
];

/** @param writing blanks around values are left out when writing, unless somebody wants them */
export function csvSyntax(options: Options, writing = false): CsvSyntax {
  const flag = (name: string): boolean => (options[name] ?? String(writing)).toLowerCase() === 'true';
  const quote = (options['quote'] ?? '"').replace(/^\0$/, '');
  if (quote.length > 1) throw oneCharacter('quote', quote);
  const escape = options['escape'] ?? '\\';
  if (escape.length > 1) throw oneCharacter('escape', escape);
  const separator = (options['sep'] ?? options['delimiter'] ?? ',').replaceAll('\\t', '\t');
  if (separator === '')
    throw new ArgumentError({
      condition: 'INVALID_DELIMITER_VALUE.EMPTY_STRING',
      sqlState: '42602',
      message: 'Invalid value for delimiter. Delimiter cannot be empty string.',
      hint: 'For example .option("sep", ";").',
    });
  return {
    separator,
    quote,
    escape,
    nullText: options['nullValue'] ?? '',
    trimStart: flag('ignoreLeadingWhiteSpace'),
    trimEnd: flag('ignoreTrailingWhiteSpace'),
  };
}

const oneCharacter = (name: string, value: string): ArgumentError =>
  new ArgumentError({
    condition: 'INVALID_OPTION',
    message: `${name} cannot be more than one character, but is '${value}'.`,
    hint: `For example .option("${name}", "'").`,
  });
