import { MICROS_PER_DAY } from '../../types/calendar.ts';
import type { DataType, StructType } from '../../types/data-type.ts';
import { cellWriter, textWriter } from '../../types/to-text.ts';
import { datetimeFormatter } from '../datetime/format-datetime.ts';
import type { TextOptions } from '../text-options.ts';
import { csvLine } from './csv-record.ts';
import { csvSyntax } from './csv-syntax.ts';

/** A function from rows of a schema to records, made once for it. */
export function csvRowWriter(
  type: StructType,
  options: TextOptions,
  timeZone: string,
): (row: readonly unknown[]) => string {
  options.checkLocale();
  const syntax = csvSyntax(options, true);
  const writers = type.fields.map((f) => csvWriter(f.type, options, timeZone));
  return (row) =>
    csvLine(
      writers.map((write, i) => (row[i] == null ? null : write(row[i]))),
      syntax,
    );
}

/** A function from one value (never null) to its text, not yet quoted. */
export function csvWriter(type: DataType, options: TextOptions, timeZone: string): (value: unknown) => string {
  if (type.kind === 'timestamp' || type.kind === 'timestamp_ntz') {
    const local = type.kind === 'timestamp_ntz';
    const standard = local ? "yyyy-MM-dd'T'HH:mm:ss.SSS" : "yyyy-MM-dd'T'HH:mm:ss.SSSXXX";
    const pattern = options.get(local ? 'timestampNTZFormat' : 'timestampFormat') ?? standard;
    return datetimeFormatter(pattern, local ? 'UTC' : (options.get('timeZone') ?? timeZone)) as (
      value: unknown,
    ) => string;
  }
  const pattern = type.kind === 'date' ? options.get('dateFormat') : undefined;
  if (pattern !== undefined) {
    const format = datetimeFormatter(pattern, 'UTC');
    return (days) => format(BigInt(days as number) * MICROS_PER_DAY);
  }
  // Bytes stand as `[41 42]`.
  if (type.kind === 'binary') return cellWriter(type, timeZone);
  return textWriter(type, timeZone) as (value: unknown) => string;
}
