import { BatchBuilder } from '../../../engine/columnar/vector-builder.ts';
import { scalarAt, type RecordBatch, type Scalar } from '../../../engine/columnar/vector.ts';
import { csvLines, csvText } from '../../../engine/formats/csv/csv-record.ts';
import { csvSyntax } from '../../../engine/formats/csv/csv-syntax.ts';
import { inferCsvSchema } from '../../../engine/formats/csv/infer-csv-schema.ts';
import { csvRowReader } from '../../../engine/formats/csv/read-csv.ts';
import { unsupportedInCsv } from '../../../engine/formats/csv/unsupported-in-csv.ts';
import { csvRowWriter } from '../../../engine/formats/csv/write-csv.ts';
import { malformedRecord } from '../../../engine/formats/malformed-record.ts';
import { defineFormat, type Decoder, type DecoderContext } from '../../../engine/spi/format.ts';
import type { Options } from '../../../engine/spi/source.ts';
import { struct, type StructType } from '../../../engine/types/data-type.ts';
import { DATETIME_OPTIONS, MALFORMED_OPTIONS, textOptions } from './text-options.ts';

const NESTED: ReadonlySet<string> = new Set(['struct', 'array', 'map', 'calendar_interval']);
const utf8 = new TextDecoder();

/** Values with separators, one record a line. */
export const csv = defineFormat({
  name: 'csv',
  description: 'values with separators, one record a line',
  options: [
    { name: 'header', description: 'whether the first line of a file holds names', default: 'false' },
    { name: 'sep', description: 'what stands between values', default: ',' },
    { name: 'delimiter', description: 'another name of sep' },
    { name: 'quote', description: 'what stands around values that hold a separator', default: '"' },
    { name: 'escape', description: 'what stands before a quote within quotes', default: '\\' },
    { name: 'comment', description: 'what a line begins with that is no record', default: 'none' },
    { name: 'nullValue', description: 'the text that is null', default: 'the empty one' },
    { name: 'emptyValue', description: 'the text of an empty value', default: 'the empty one, "" when writing' },
    { name: 'inferSchema', description: 'whether types are found from the data', default: 'false' },
    { name: 'ignoreLeadingWhiteSpace', description: 'whether values lose blanks in front', default: 'false' },
    { name: 'ignoreTrailingWhiteSpace', description: 'whether values lose blanks behind', default: 'false' },
    ...MALFORMED_OPTIONS,
    ...DATETIME_OPTIONS,
  ],
  fixedSchema: null,
  positional: true,
  extension: '.csv',
  infer: (sample, options, timeZone) => inferCsvSchema(sample, textOptions(options), timeZone),
  decoder: csvDecoder,
  encode: (batches, options, timeZone) => new TextEncoder().encode(csvFile(batches, options, timeZone)),
});

function csvDecoder(schema: StructType, { options: given, timeZone, interner }: DecoderContext): Decoder {
  const options = textOptions(given);
  const { mode, corruptColumn } = options;
  const corrupt = schema.fields.findIndex((f) => f.name === corruptColumn);
  const read = csvRowReader(struct(schema.fields.filter((_, i) => i !== corrupt)), options, timeZone);
  const syntax = csvSyntax(options);
  return {
    *decode({ bytes, origin, metrics, blockRows }) {
      const lines = csvLines(utf8.decode(bytes), syntax);
      let builder = new BatchBuilder(schema, interner, Math.min(blockRows, lines.length));
      for (let at = options.flag('header', false) ? 1 : 0; at < lines.length; at++) {
        const line = lines[at]!;
        const { row, bad } = read(line);
        if (bad) {
          metrics.malformed++;
          if (mode === 'FAILFAST') throw malformedRecord(line, origin);
          if (mode === 'DROPMALFORMED') continue;
        }
        if (corrupt >= 0) row.splice(corrupt, 0, bad ? line : null);
        builder.append(row as Scalar[]);
        if (builder.length < blockRows) continue;
        yield builder.finish();
        builder = new BatchBuilder(schema, interner, blockRows);
      }
      if (builder.length > 0) yield builder.finish();
    },
  };
}

function csvFile(batches: readonly RecordBatch[], given: Options, timeZone: string): string {
  const options = textOptions(given);
  const schema = batches[0]?.schema ?? struct([]);
  for (const { name, type } of schema.fields) if (NESTED.has(type.kind)) throw unsupportedInCsv(type, name);
  const syntax = csvSyntax(options, true);
  const header = schema.fields.map((f) => csvText(f.name, syntax)).join(syntax.separator);
  let text = options.flag('header', false) ? `${header}\n` : '';
  const write = csvRowWriter(schema, options, timeZone);
  for (const { columns, length } of batches) {
    for (let row = 0; row < length; row++) text += `${write(columns.map((column) => scalarAt(column, row)))}\n`;
  }
  return text;
}
