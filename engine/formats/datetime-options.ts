import type { FormatOption } from './format-option.ts';

/** How dates and times are spelled, in Spark's datetime patterns. */
export const DATETIME_OPTIONS: readonly FormatOption[] = [
  { name: 'dateFormat', description: 'the pattern of dates', default: 'yyyy-MM-dd' },
  { name: 'timestampFormat', description: 'the pattern of timestamps', default: "yyyy-MM-dd'T'HH:mm:ss[.SSS][XXX]" },
  {
    name: 'timestampNTZFormat',
    description: 'the pattern of timestamps without a zone',
    default: "yyyy-MM-dd'T'HH:mm:ss[.SSS]",
  },
  { name: 'timeZone', description: 'the zone of times that name none', default: "the session's" },
  { name: 'locale', description: 'the language of names of months and days: English only', default: 'en-US' },
];

/** Options of everything that reads records. */
export const RECORD_OPTIONS: readonly FormatOption[] = [
  ...DATETIME_OPTIONS,
  {
    name: 'enableDateTimeParsingFallback',
    description: 'whether a text that does not fit a pattern is read as a cast reads it',
    default: 'true without a pattern',
  },
  { name: 'mode', description: 'PERMISSIVE, DROPMALFORMED (files) or FAILFAST', default: 'PERMISSIVE' },
  {
    name: 'columnNameOfCorruptRecord',
    description: 'the column that takes malformed records, when the schema has it',
    default: '_corrupt_record',
  },
];
