import { floorDiv, MICROS_PER_DAY } from '../../types/calendar.ts';
import type { DataType, StructType } from '../../types/data-type.ts';
import { fittedDecimal, parseDecimal } from '../../types/decimal.ts';
import { parseDateText, parseTimestampNtzText, parseTimestampText } from '../../types/parse-date-time.ts';
import { datetimeParser, localParser } from '../datetime/parse-datetime.ts';
import type { TextOptions } from '../text-options.ts';
import { csvValues } from './csv-record.ts';
import { csvSyntax } from './csv-syntax.ts';
import { unsupportedInCsv } from './unsupported-in-csv.ts';

const WHOLE = /^[+-]?\d+$/;
/** Java's parseDouble takes blanks around a number; BigDecimal and parseInt do not. */
const NUMBER = /^[\0-\x20]*[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?[dDfF]?[\0-\x20]*$/;
const BITS: Readonly<Record<string, bigint>> = { byte: 7n, short: 15n, integer: 31n, long: 63n };

/** The texts of what is no finite number: the user's, and those that Java knows. */
const specialNumbers = (options: TextOptions): ReadonlyMap<string, number> =>
  new Map([
    [options.get('nanValue') ?? 'NaN', NaN],
    ['NaN', NaN],
    [options.get('positiveInf') ?? 'Inf', Infinity],
    ['Infinity', Infinity],
    [options.get('negativeInf') ?? '-Inf', -Infinity],
    ['-Infinity', -Infinity],
  ]);

export interface CsvRow {
  readonly row: unknown[];
  /** A value is missing, too many or does not fit; the others are kept. */
  readonly bad: boolean;
}

/** A function from records to rows of a schema, made once for it. */
export function csvRowReader(type: StructType, options: TextOptions, timeZone: string): (line: string) => CsvRow {
  options.checkLocale();
  const syntax = csvSyntax(options);
  const readers = type.fields.map((f) => csvReader(f.type, options, timeZone));
  return (line) => {
    const values = csvValues(line, syntax);
    let bad = values.length !== readers.length;
    const row = readers.map((read, i) => {
      const text = values[i] ?? null;
      if (text === null) return null;
      const value = read(text);
      if (value === undefined) bad = true;
      return value ?? null;
    });
    return { row, bad };
  };
}

/** A function from one value's text to a scalar; undefined when it does not fit. */
export function csvReader(type: DataType, options: TextOptions, timeZone: string): (text: string) => unknown {
  switch (type.kind) {
    case 'string':
      return (text) => text;
    case 'boolean':
      return (text) => ({ true: true, false: false })[text.toLowerCase()];
    case 'byte':
    case 'short':
    case 'integer':
    case 'long':
      return (text) => {
        if (!WHOLE.test(text)) return undefined;
        const value = BigInt(text.replace('+', ''));
        const limit = 1n << BITS[type.kind]!;
        if (value >= limit || value < -limit) return undefined;
        return type.kind === 'long' ? value : Number(value);
      };
    case 'float':
    case 'double': {
      const special = specialNumbers(options);
      const narrow = type.kind === 'float' ? Math.fround : (x: number): number => x;
      return (text) => {
        const known = special.get(text);
        if (known !== undefined) return known;
        return NUMBER.test(text) ? narrow(Number.parseFloat(text.replace(/^[\0-\x20]+/, ''))) : undefined;
      };
    }
    case 'decimal':
      return (text) => {
        const parsed = parseDecimal(text.replaceAll(',', ''));
        return parsed === undefined ? undefined : fittedDecimal(parsed, type);
      };
    case 'date': {
      const pattern = options.get('dateFormat');
      const fallback = options.flag('enableDateTimeParsingFallback', pattern === undefined);
      if (pattern === undefined && fallback) return parseDateText;
      const parse = datetimeParser(pattern ?? 'yyyy-MM-dd', 'UTC');
      return (text) => {
        const micros = parse(text);
        if (micros === undefined) return fallback ? parseDateText(text) : undefined;
        return Number(floorDiv(micros, MICROS_PER_DAY));
      };
    }
    case 'timestamp': {
      const pattern = options.get('timestampFormat');
      const zone = options.get('timeZone') ?? timeZone;
      const fallback = options.flag('enableDateTimeParsingFallback', pattern === undefined);
      if (pattern === undefined && fallback) return (text) => parseTimestampText(text, zone);
      const parse = datetimeParser(pattern ?? "yyyy-MM-dd'T'HH:mm:ss[.SSS][XXX]", zone);
      return (text) => parse(text) ?? (fallback ? parseTimestampText(text, zone) : undefined);
    }
    case 'timestamp_ntz': {
      const pattern = options.get('timestampNTZFormat');
      if (pattern === undefined) return parseTimestampNtzText;
      const parse = localParser(pattern);
      return (text) => parse(text)?.local;
    }
    case 'binary':
      return (text) => new TextEncoder().encode(text);
    default:
      throw unsupportedInCsv(type);
  }
}
