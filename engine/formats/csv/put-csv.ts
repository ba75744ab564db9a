import { isUtf8 } from 'node:buffer';
import type { TextArena } from '../../columnar/text-arena.ts';
import { decodeText } from '../../columnar/texts.ts';
import type { DataType, StructType } from '../../types/data-type.ts';
import { datetimePutter } from '../datetime/put-datetime.ts';
import type { FieldText, PutValue } from '../field-text.ts';
import { ofScalar } from '../scalars/of-scalar.ts';
import { textPutter } from '../scalars/text-putter.ts';
import type { TextOptions } from '../text-options.ts';
import { COMMENT, csvText } from './csv-record.ts';
import { csvSyntax, type CsvSyntax } from './csv-syntax.ts';
import { csvWriter } from './write-csv.ts';

const [NEWLINE, RETURN, SPACE, LAST_ASCII] = [10, 13, 32, 127];
/** What the texts of numbers, dates and times are made of. */
const OF_NUMBERS = /[0-9A-Za-z.:+\- ]/;
const utf8 = new TextEncoder();

/** How the fields of a struct stand in a record; undefined where numbers may need quotes. */
export function csvFieldTexts(type: StructType, options: TextOptions, zone: string): FieldText[] | undefined {
  const syntax = csvSyntax(options, true);
  const { separator, quote, comment, quoteAll } = syntax;
  if (quoteAll || OF_NUMBERS.test(separator + quote + comment)) return undefined;
  return type.fields.map((f, i) => ({
    type: f.type,
    before: utf8.encode(i === 0 ? '' : separator),
    ofNull: utf8.encode(csvText(null, syntax, i === 0)),
    put: csvPutter(f.type, options, zone, syntax, i === 0),
  }));
}

/** A function that appends a value as it stands in a record. */
function csvPutter(type: DataType, options: TextOptions, zone: string, syntax: CsvSyntax, first: boolean): PutValue {
  const write = csvWriter(type, options, zone);
  const general = ofScalar(type, (out, value) => out.putText(csvText(write(value), syntax, first)));
  switch (type.kind) {
    case 'string':
      return textCopier(syntax, first);
    case 'date':
      return options.get('dateFormat') === undefined ? textPutter(type, zone)! : general;
    case 'timestamp':
      if (options.get('timestampFormat') !== undefined) return general;
      return datetimePutter("yyyy-MM-dd'T'HH:mm:ss.SSSXXX", options.get('timeZone') ?? zone);
    case 'timestamp_ntz':
      if (options.get('timestampNTZFormat') !== undefined) return general;
      return datetimePutter("yyyy-MM-dd'T'HH:mm:ss.SSS", 'UTC');
    case 'year_month_interval':
    case 'day_time_interval':
    case 'calendar_interval':
      return general;
    default:
      return textPutter(type, zone) ?? general;
  }
}

/** A function that copies a text which needs neither quotes nor trimming, and takes care of every other. */
function textCopier(syntax: CsvSyntax, first: boolean): PutValue {
  const separator = utf8.encode(syntax.separator)[0]!;
  const quote = utf8.encode(syntax.quote)[0]!;
  const comment = first ? utf8.encode(syntax.comment || COMMENT)[0]! : -1;
  const careful = (out: TextArena, source: Uint8Array, start: number, end: number): void =>
    out.putText(csvText(decodeText(source, start, end), syntax, first));
  return (out: TextArena, source: Uint8Array, start: number, end: number) => {
    if (start === end || source[start]! <= SPACE || source[end - 1]! <= SPACE || source[start] === comment) {
      careful(out, source, start, end);
      return;
    }
    out.reserve(end - start);
    const { arena } = out;
    let { at } = out;
    let all = 0;
    for (let i = start; i < end; i++) {
      const byte = source[i]!;
      if (byte === separator || byte === quote || byte === NEWLINE || byte === RETURN) {
        careful(out, source, start, end);
        return;
      }
      all |= byte;
      arena[at++] = byte;
    }
    if (all > LAST_ASCII && !isUtf8(source.subarray(start, end))) careful(out, source, start, end);
    else out.at = at;
  };
}
