import { DOUBLE, field, INTEGER, LONG, STRING, struct, type DataType, type StructType } from '../../types/data-type.ts';
import type { TextOptions } from '../text-options.ts';
import { textLines } from '../text-lines.ts';
import { csvValues, holdsRecord } from './csv-record.ts';
import { csvSyntax, type CsvSyntax } from './csv-syntax.ts';
import { csvReader } from './read-csv.ts';

/** Digits that a BIGINT may have. */
const LONG_DIGITS = 20;
const MOST_DIGITS = 38;

/** Names from the header (or `_c0`, `_c1`, ...), and types when they are wanted (`inferSchema`). */
export function inferCsvSchema(sample: readonly Uint8Array[], options: TextOptions, timeZone: string): StructType {
  const syntax = csvSyntax(options);
  const header = options.flag('header', false);
  const files = sample.map((bytes) => recordLines(bytes, syntax));
  const first = files.find((lines) => lines.length > 0)?.[0];
  if (first === undefined) return struct([]);
  const head = csvValues(first, syntax);
  const names = header ? headerNames(head) : head.map((_, i) => `_c${i}`);
  if (!options.flag('inferSchema', false)) return struct(names.map((name) => field(name, STRING)));
  const rows = files.flatMap((lines) => lines.slice(header ? 1 : 0).map((line) => csvValues(line, syntax)));
  return struct(
    names.map((name, i) =>
      field(
        name,
        csvType(
          rows.map((row) => row[i] ?? null),
          options,
          timeZone,
        ),
      ),
    ),
  );
}

/** Lines that are longer than a text can be say nothing of types. */
const recordLines = (bytes: Uint8Array, syntax: CsvSyntax): string[] =>
  [...textLines(bytes)].filter((line): line is string => typeof line === 'string' && holdsRecord(line, syntax));

/** A name that is missing is made up, one that comes again gets its place. */
function headerNames(head: readonly (string | null)[]): string[] {
  const lower = head.map((name) => name?.toLowerCase());
  return head.map((name, i) => {
    if (name === null || name === '') return `_c${i}`;
    return lower.indexOf(lower[i]) === lower.lastIndexOf(lower[i]) ? name : `${name}${i}`;
  });
}

/** The narrowest type that takes all these texts. */
export function csvType(texts: readonly (string | null)[], options: TextOptions, timeZone: string): DataType {
  const values = texts.filter((text) => text !== null);
  if (values.length === 0) return STRING;
  const candidates: readonly DataType[] = [
    INTEGER,
    LONG,
    ...wholeNumbers(values),
    DOUBLE,
    ...(options.flag('preferDate', true) ? [{ kind: 'date' } as const] : []),
    { kind: 'timestamp' },
    { kind: 'boolean' },
  ];
  const fits = (type: DataType): boolean => {
    // A date has no time, though reading one is content with its first part.
    if (
      type.kind === 'date' &&
      options.get('dateFormat') === undefined &&
      !values.every((value) => /^\d{4}-\d{2}-\d{2}$/.test(value))
    )
      return false;
    const read = csvReader(type, options, timeZone);
    return values.every((value) => read(value) !== undefined);
  };
  return candidates.find(fits) ?? STRING;
}

/** A decimal for whole numbers that no BIGINT can hold. */
function wholeNumbers(values: readonly string[]): DataType[] {
  if (!values.every((value) => /^[+-]?\d+$/.test(value))) return [];
  const digits = values.map((text) => {
    const value = BigInt(text.replace('+', ''));
    return BigInt.asIntN(64, value) === value ? LONG_DIGITS : String(value).replace('-', '').length;
  });
  const precision = digits.reduce((a, b) => Math.max(a, b), 0);
  return precision > MOST_DIGITS ? [] : [{ kind: 'decimal', precision, scale: 0 }];
}
