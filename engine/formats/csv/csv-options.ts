import { DATETIME_OPTIONS, RECORD_OPTIONS } from '../datetime-options.ts';
import type { FormatOption } from '../format-option.ts';

const SYNTAX_OPTIONS: readonly FormatOption[] = [
  { name: 'sep', description: 'what stands between values', default: ',' },
  { name: 'delimiter', description: 'another name of sep' },
  { name: 'quote', description: 'what stands around values that hold a separator', default: '"' },
  { name: 'escape', description: 'what stands before a quote within quotes', default: '\\' },
  {
    name: 'charToEscapeQuoteEscaping',
    description: 'what stands before the escape within quotes',
    default: 'the escape',
  },
  { name: 'nullValue', description: 'the text that is null', default: 'the empty one' },
  { name: 'emptyValue', description: 'the text of an empty value', default: 'the empty one, "" when writing' },
  {
    name: 'ignoreLeadingWhiteSpace',
    description: 'whether values lose blanks in front',
    default: 'false reading, true writing',
  },
  {
    name: 'ignoreTrailingWhiteSpace',
    description: 'whether values lose blanks behind',
    default: 'false reading, true writing',
  },
];

/** Of `from_csv`, and of files. */
export const CSV_READING: readonly FormatOption[] = [
  ...SYNTAX_OPTIONS,
  ...RECORD_OPTIONS,
  { name: 'comment', description: 'what a line begins with that is no record', default: 'none' },
  { name: 'nanValue', description: 'the text that is not a number', default: 'NaN' },
  { name: 'positiveInf', description: 'the text of positive infinity', default: 'Inf' },
  { name: 'negativeInf', description: 'the text of negative infinity', default: '-Inf' },
  { name: 'maxColumns', description: 'values that a record may have', default: '20480' },
  { name: 'maxCharsPerColumn', description: 'characters that a value may have, -1 for any number', default: '-1' },
];

const UNUSED_IN_SCHEMA: ReadonlySet<string> = new Set([
  'mode', 'columnNameOfCorruptRecord', 'comment', 'enableDateTimeParsingFallback', 'timeZone', 'timestampNTZFormat',
]); // prettier-ignore

/** Of `schema_of_csv`. */
export const CSV_SCHEMA: readonly FormatOption[] = [
  ...CSV_READING.filter(({ name }) => !UNUSED_IN_SCHEMA.has(name)),
  { name: 'preferDate', description: 'whether a date is DATE and no TIMESTAMP', default: 'true' },
];

/** Of files. */
export const CSV_FILE_READING: readonly FormatOption[] = [
  { name: 'header', description: 'whether the first line of a file holds names', default: 'false' },
  { name: 'inferSchema', description: 'whether types are found from the data', default: 'false' },
  { name: 'preferDate', description: 'whether a date is DATE and no TIMESTAMP', default: 'true' },
  ...CSV_READING,
];

/** Of `to_csv`. */
export const CSV_WRITING: readonly FormatOption[] = [
  ...SYNTAX_OPTIONS,
  ...DATETIME_OPTIONS,
  { name: 'quoteAll', description: 'whether all values stand in quotes', default: 'false' },
  { name: 'comment', description: 'what a value begins with that stands in quotes, not to be a comment', default: '#' },
  { name: 'escapeQuotes', description: 'whether a value that holds a quote stands in quotes', default: 'true' },
];

/** Of files. */
export const CSV_FILE_WRITING: readonly FormatOption[] = [
  { name: 'header', description: 'whether the first line of a file holds names', default: 'false' },
  ...CSV_WRITING,
];

/** Spark knows these, too; in a function they do nothing there either. */
export const CSV_WITHOUT_EFFECT: readonly string[] = [
  'charset', 'compression', 'encoding', 'enforceSchema', 'extension', 'header', 'inferSchema', 'lineSep', 'multiLine',
  'samplingRatio',
]; // prettier-ignore

/** Spark knows this, too; it is not understood here. */
export const CSV_NOT_UNDERSTOOD: readonly string[] = ['unescapedQuoteHandling'];
