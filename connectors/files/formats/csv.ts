import { BatchBuilder } from '../../../engine/columnar/vector-builder.ts';
import { scalarAt, type RecordBatch, type Scalar } from '../../../engine/columnar/vector.ts';
import { CSV_FILE_READING, CSV_FILE_WRITING } from '../../../engine/formats/csv/csv-options.ts';
import { csvLine, holdsRecord } from '../../../engine/formats/csv/csv-record.ts';
import { csvSyntax } from '../../../engine/formats/csv/csv-syntax.ts';
import { inferCsvSchema } from '../../../engine/formats/csv/infer-csv-schema.ts';
import { csvRowReader, type CsvRow } from '../../../engine/formats/csv/read-csv.ts';
import { unsupportedInCsv } from '../../../engine/formats/csv/unsupported-in-csv.ts';
import { csvRowWriter } from '../../../engine/formats/csv/write-csv.ts';
import { malformedRecord } from '../../../engine/formats/malformed-record.ts';
import { textLines } from '../../../engine/formats/text-lines.ts';
import { defineFormat, type Decoder, type DecoderContext } from '../../../engine/spi/format.ts';
import type { Options } from '../../../engine/spi/source.ts';
import { struct, type StructType } from '../../../engine/types/data-type.ts';
import { isMillraceError, RuntimeError } from '../../../engine/types/errors.ts';
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
  const { timeZone, longestText } = context;
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
  return {
    *decode({ bytes, first, origin, metrics, blockRows }) {
      let builder = new BatchBuilder(schema, Math.min(blockRows, 16 + (bytes.length >> 3)));
      let skipped = !header || !first;
      for (const line of textLines(bytes, longestText, first)) {
        const text = typeof line === 'string' ? line : line.start;
        if (typeof line === 'string' && !holdsRecord(line, syntax)) continue;
        if (!skipped) {
          skipped = true;
          continue;
        }
        const { row, bad } =
          typeof line === 'string' ? read(line, origin) : { row: data.fields.map(() => null), bad: true };
        if (bad) {
          metrics.malformed++;
          if (mode === 'FAILFAST') throw malformedRecord(text, origin);
          if (mode === 'DROPMALFORMED') continue;
        }
        if (corrupt >= 0) row.splice(corrupt, 0, bad ? text : null);
        builder.append(row as Scalar[]);
        if (builder.length < blockRows) continue;
        yield builder.finish();
        builder = new BatchBuilder(schema, blockRows);
      }
      if (builder.length > 0) yield builder.finish();
    },
  };
}

function csvFile(batches: readonly RecordBatch[], given: Options, timeZone: string, first = true): Uint8Array {
  const options = textOptions(given);
  const schema = batches[0]?.schema ?? struct([]);
  const syntax = csvSyntax(options, true);
  const header = csvLine(
    schema.fields.map((f) => f.name),
    syntax,
  );
  const write = csvRowWriter(schema, options, timeZone);
  const parts = batches.map(({ columns, length }) => {
    let text = '';
    for (let row = 0; row < length; row++) text += `${write(columns.map((column) => scalarAt(column, row)))}\n`;
    return new TextEncoder().encode(text);
  });
  return Buffer.concat(first && options.flag('header', false) ? [Buffer.from(`${header}\n`), ...parts] : parts);
}
