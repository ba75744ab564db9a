import { DATETIME_OPTIONS, RECORD_OPTIONS } from '../datetime-options.ts';
import type { FormatOption } from '../format-option.ts';

const SYNTAX_OPTIONS: readonly FormatOption[] = [
  { name: 'allowSingleQuotes', description: "whether texts may stand in '", default: 'true' },
  { name: 'allowUnquotedFieldNames', description: 'whether names may stand without quotes', default: 'false' },
  { name: 'allowNumericLeadingZeros', description: 'whether numbers may begin with 0', default: 'false' },
  { name: 'allowNonNumericNumbers', description: 'whether NaN and Infinity are numbers', default: 'true' },
  { name: 'allowComments', description: 'whether there may be comments', default: 'false' },
  {
    name: 'allowBackslashEscapingAnyCharacter',
    description: 'whether a backslash may stand before any character',
    default: 'false',
  },
  { name: 'allowUnquotedControlChars', description: 'whether texts may hold control characters', default: 'false' },
];

/** Of `from_json` and of files. */
export const JSON_READING: readonly FormatOption[] = [...RECORD_OPTIONS, ...SYNTAX_OPTIONS];

const TYPE_OPTIONS: readonly FormatOption[] = [
  { name: 'primitivesAsString', description: 'whether all that is no object and no array is STRING', default: 'false' },
  { name: 'prefersDecimal', description: 'whether fractions are DECIMAL where they fit', default: 'false' },
  { name: 'dropFieldIfAllNull', description: 'whether a column without a value is left out', default: 'false' },
];

/** Of `schema_of_json`. */
export const JSON_SCHEMA: readonly FormatOption[] = [...SYNTAX_OPTIONS, ...TYPE_OPTIONS];

/** Of files, whose schema may be found in them. */
export const JSON_FILE_READING: readonly FormatOption[] = [...JSON_READING, ...TYPE_OPTIONS];

/** Of `to_json` and of files. */
export const JSON_WRITING: readonly FormatOption[] = [
  ...DATETIME_OPTIONS,
  { name: 'ignoreNullFields', description: 'whether null fields are left out', default: 'true' },
  { name: 'pretty', description: 'whether a value fills several lines', default: 'false' },
  { name: 'sortKeys', description: 'whether the fields of a struct are sorted by name', default: 'false' },
  {
    name: 'writeNonAsciiCharacterAsCodePoint',
    description: 'whether characters beyond ASCII are written as \\uXXXX',
    default: 'false',
  },
];

/** Spark knows these, too; in a function they do nothing there either. */
export const JSON_WITHOUT_EFFECT: readonly string[] = [
  'compression', 'encoding', 'lineSep', 'multiLine', 'samplingRatio',
]; // prettier-ignore
