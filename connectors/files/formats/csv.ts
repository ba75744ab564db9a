import { decodeText } from '../../../engine/columnar/texts.ts';
import { BatchBuilder } from '../../../engine/columnar/vector-builder.ts';
import type { RecordBatch, Scalar } from '../../../engine/columnar/vector.ts';
import { CSV_FILE_READING, CSV_FILE_WRITING } from '../../../engine/formats/csv/csv-options.ts';
import { csvLine, holdsRecord } from '../../../engine/formats/csv/csv-record.ts';
import { csvSyntax } from '../../../engine/formats/csv/csv-syntax.ts';
import { inferCsvSchema } from '../../../engine/formats/csv/infer-csv-schema.ts';
import { PlainRecords } from '../../../engine/formats/csv/plain-records.ts';
import { csvFieldTexts } from '../../../engine/formats/csv/put-csv.ts';
import { csvRowReader, type CsvRow } from '../../../engine/formats/csv/read-csv.ts';
import { unsupportedInCsv } from '../../../engine/formats/csv/unsupported-in-csv.ts';
import { csvRowWriter } from '../../../engine/formats/csv/write-csv.ts';
import { malformedRecord } from '../../../engine/formats/malformed-record.ts';
import { lineRanges } from '../../../engine/formats/line-ranges.ts';
import { putRows } from '../../../engine/formats/put-rows.ts';
import type { TextOptions } from '../../../engine/formats/text-options.ts';
import { LONGEST_TEXT, longLine } from '../../../engine/formats/text-lines.ts';
import { defineFormat, type Decoder, type DecoderContext } from '../../../engine/spi/format.ts';
import type { Options } from '../../../engine/spi/source.ts';
import { struct, type StructType } from '../../../engine/types/data-type.ts';
import { isMillraceError, RuntimeError } from '../../../engine/types/errors.ts';
import { putTexts, textOfRows } from './row-texts.ts';
import { textOptions } from './text-options.ts';

const NESTED: ReadonlySet<string> = new Set(['struct', 'array', 'map', 'calendar_interval']);

/** Values with separators, one record a line. */
export const csv = defineFormat({
  name: 'csv',
  description: 'values with separators, one record a line',
  reading: CSV_FILE_READING,
  writing: CSV_FILE_WRITING,
  fixedSchema: null,
  positional: true,
  extension: '.csv',
  splits: () => true,
  infer: (sample, options, timeZone) => inferCsvSchema(sample, textOptions(options), timeZone),
  decoder: csvDecoder,
  checkWritable(schema) {
    for (const { name, type } of schema.fields) if (NESTED.has(type.kind)) throw unsupportedInCsv(type, name);
  },
  encode: csvFile,
});

function csvDecoder(schema: StructType, context: DecoderContext): Decoder {
  const { timeZone, longestText = LONGEST_TEXT } = context;
  const options = textOptions(context.options);
  const { mode, corruptColumn } = options;
  const header = options.flag('header', false);
  const corrupt = schema.fields.findIndex((f) => f.name === corruptColumn);
  const data = struct(schema.fields.filter((_, i) => i !== corrupt));
  const readRow = csvRowReader(data, options, timeZone);
  const read = (line: string, origin: string): CsvRow => {
    try {
      return readRow(line);
    } catch (error) {
      throw isMillraceError(error) ? new RuntimeError({ ...error.detail(), input: origin }) : error;
    }
  };
  const syntax = csvSyntax(options);
  const plain = corrupt < 0 ? PlainRecords.of(data, options, timeZone) : null;
  return {
    *decode({ bytes, first, origin, metrics, blockRows }) {
      let builder = new BatchBuilder(schema, Math.min(blockRows, 16 + (bytes.length >> 3)));
      let skipped = !header || !first;
      const quick = plain !== null && PlainRecords.takes(bytes) ? plain : null;
      const careful = (start: number, end: number): void => {
        const tooLong = end - start > longestText;
        const text = tooLong ? longLine(bytes, start, end).start : decodeText(bytes, start, end);
        if (!tooLong && !holdsRecord(text, syntax)) return;
        if (!skipped) {
          skipped = true;
          return;
        }
        const { row, bad } = tooLong ? { row: data.fields.map(() => null), bad: true } : read(text, origin);
        if (bad) {
          metrics.malformed++;
          if (mode === 'FAILFAST') throw malformedRecord(text, origin);
          if (mode === 'DROPMALFORMED') return;
        }
        if (corrupt >= 0) row.splice(corrupt, 0, bad ? text : null);
        builder.append(row as Scalar[]);
      };
      for (const { starts, ends, length } of lineRanges(bytes, blockRows, first)) {
        for (let i = 0; i < length; i++) {
          const [start, end] = [starts[i]!, ends[i]!];
          if (start === end) continue;
          const tried = quick !== null && skipped && end - start <= longestText;
          if (!tried || !quick.read(bytes, start, end, builder)) careful(start, end);
          if (builder.length < blockRows) continue;
          yield builder.finish();
          builder = new BatchBuilder(schema, blockRows);
        }
      }
      if (builder.length > 0) yield builder.finish();
    },
  };
}

function csvFile(batches: readonly RecordBatch[], given: Options, timeZone: string, first = true): Uint8Array {
  const options = textOptions(given);
  options.checkLocale();
  const schema = batches[0]?.schema ?? struct([]);
  const fields = csvFieldTexts(schema, options, timeZone);
  const write = fields === undefined ? csvRowWriter(schema, options, timeZone) : null;
  const rows = textOfRows(batches, (out, batch) =>
    write === null ? putRows(out, batch, fields!) : putTexts(out, batch, write),
  );
  if (!first || !options.flag('header', false)) return rows;
  return Buffer.concat([Buffer.from(`${headerOf(schema, options)}\n`), rows]);
}

function headerOf(schema: StructType, options: TextOptions): string {
  const names = schema.fields.map((f) => f.name);
  return csvLine(names, csvSyntax(options, true));
}
