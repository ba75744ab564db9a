import type { JsonTexts } from '../../../engine/columnar/json/node-to-scalar.ts';
import type { ParseMode } from '../../../engine/columnar/json/json-lines-decoder.ts';
import type { Options, OptionSpec } from '../../../engine/spi/source.ts';
import { ArgumentError } from '../../../engine/types/errors.ts';
import { parseDateText, parseTimestampNtzText, parseTimestampText } from '../../../engine/types/parse-date-time.ts';

/** Options that every format with malformed rows has. */
export const MALFORMED_OPTIONS: readonly OptionSpec[] = [
  { name: 'mode', description: 'PERMISSIVE, DROPMALFORMED or FAILFAST', default: 'PERMISSIVE' },
  {
    name: 'columnNameOfCorruptRecord',
    description: 'the column that takes malformed rows, when the schema has it',
    default: '_corrupt_record',
  },
];

/** What becomes of malformed rows. */
export function parseMode(options: Options): ParseMode {
  const mode = (options['mode'] ?? 'PERMISSIVE').toUpperCase();
  if (mode === 'PERMISSIVE' || mode === 'DROPMALFORMED' || mode === 'FAILFAST') return mode;
  throw new ArgumentError({
    condition: 'PARSE_MODE_UNSUPPORTED',
    sqlState: '42616',
    message: `The parse mode '${options['mode']}' does not exist.`,
    hint: 'Parse modes are PERMISSIVE, DROPMALFORMED and FAILFAST.',
  });
}

export const corruptColumn = (options: Options): string => options['columnNameOfCorruptRecord'] ?? '_corrupt_record';

/** Texts of dates and times as casts read them. */
export const textsOf = (timeZone: string): JsonTexts => ({
  timestamp: (text) => parseTimestampText(text, timeZone) ?? null,
  timestampNtz: (text) => parseTimestampNtzText(text) ?? null,
  date: (text) => parseDateText(text) ?? null,
});
