import { TextOptions } from '../../../engine/formats/text-options.ts';
import type { Options, OptionSpec } from '../../../engine/spi/source.ts';

export const textOptions = (options: Options): TextOptions => new TextOptions(Object.entries(options));

/** Options that every format with malformed rows has. */
export const MALFORMED_OPTIONS: readonly OptionSpec[] = [
  { name: 'mode', description: 'PERMISSIVE, DROPMALFORMED or FAILFAST', default: 'PERMISSIVE' },
  {
    name: 'columnNameOfCorruptRecord',
    description: 'the column that takes malformed rows, when the schema has it',
    default: '_corrupt_record',
  },
];

/** How dates and times are spelled, in Spark's datetime patterns. */
export const DATETIME_OPTIONS: readonly OptionSpec[] = [
  { name: 'dateFormat', description: 'the pattern of dates', default: 'yyyy-MM-dd' },
  { name: 'timestampFormat', description: 'the pattern of timestamps', default: "yyyy-MM-dd'T'HH:mm:ss[.SSS][XXX]" },
  {
    name: 'timestampNTZFormat',
    description: 'the pattern of timestamps without a zone',
    default: "yyyy-MM-dd'T'HH:mm:ss[.SSS]",
  },
  { name: 'timeZone', description: 'the zone of times that name none', default: "the session's" },
];
