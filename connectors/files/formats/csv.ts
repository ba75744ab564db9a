import { timestampText } from '../../../engine/columnar/json/json-lines-encoder.ts';
import { BatchBuilder } from '../../../engine/columnar/vector-builder.ts';
import { scalarAt, type RecordBatch, type Scalar } from '../../../engine/columnar/vector.ts';
import { defineFormat, type Decoder, type DecoderContext } from '../../../engine/spi/format.ts';
import type { Options } from '../../../engine/spi/source.ts';
import { struct, type DataType, type StructType } from '../../../engine/types/data-type.ts';
import { timeZone as findZone } from '../../../engine/types/time-zone.ts';
import { scalarToText } from '../../../engine/types/to-text.ts';
import { csvText, csvValues } from './csv-record.ts';
import { csvScalar, unsupported } from './csv-scalar.ts';
import { CSV_OPTIONS, csvSyntax } from './csv-syntax.ts';
import { inferCsvSchema } from './infer-csv-schema.ts';
import { malformedRecord } from './malformed-record.ts';
import { corruptColumn, MALFORMED_OPTIONS, parseMode, textsOf } from './parse-options.ts';

const NESTED: ReadonlySet<string> = new Set(['struct', 'array', 'map', 'calendar_interval']);

/** Values with separators, one record a line. */
export const csv = defineFormat({
  name: 'csv',
  description: 'values with separators, one record a line',
  options: [...CSV_OPTIONS, ...MALFORMED_OPTIONS],
  fixedSchema: null,
  positional: true,
  extension: '.csv',
  infer: (sample, options, timeZone) =>
    inferCsvSchema(sample.map(linesOf), csvSyntax(options), {
      header: hasHeader(options),
      types: (options['inferSchema'] ?? '').toLowerCase() === 'true',
      texts: textsOf(timeZone),
    }),
  decoder: (schema, context) => new CsvDecoder(schema, context),
  encode: (batches, options, timeZone) => new TextEncoder().encode(csvLines(batches, options, timeZone)),
});

const hasHeader = (options: Options): boolean => (options['header'] ?? '').toLowerCase() === 'true';

const linesOf = (bytes: Uint8Array): string[] =>
  new TextDecoder()
    .decode(bytes)
    .split(/\r\n|\n|\r/)
    .filter((line) => line !== '');

class CsvDecoder implements Decoder {
  private readonly schema: StructType;
  private readonly context: DecoderContext;
  private readonly readers: readonly ((text: string) => Scalar | undefined)[];
  private readonly corruptIndex: number;

  constructor(schema: StructType, context: DecoderContext) {
    this.schema = schema;
    this.context = context;
    this.corruptIndex = schema.fields.findIndex((f) => f.name === corruptColumn(context.options));
    const texts = textsOf(context.timeZone);
    this.readers = schema.fields.filter((_, i) => i !== this.corruptIndex).map((f) => csvScalar(f.type, texts));
  }

  *decode({ bytes, origin, metrics, blockRows }: Parameters<Decoder['decode']>[0]): Iterable<RecordBatch> {
    const { options, interner } = this.context;
    const syntax = csvSyntax(options);
    const mode = parseMode(options);
    const lines = linesOf(bytes);
    let builder = new BatchBuilder(this.schema, interner, Math.min(blockRows, lines.length));
    for (let at = hasHeader(options) ? 1 : 0; at < lines.length; at++) {
      const line = lines[at]!;
      const { row, malformed } = this.row(csvValues(line, syntax));
      if (malformed) {
        metrics.malformed++;
        if (mode === 'FAILFAST') throw malformedRecord(line, origin);
        if (mode === 'DROPMALFORMED') continue;
      }
      if (this.corruptIndex >= 0) row.splice(this.corruptIndex, 0, malformed ? line : null);
      builder.append(row);
      if (builder.length < blockRows) continue;
      yield builder.finish();
      builder = new BatchBuilder(this.schema, interner, blockRows);
    }
    if (builder.length > 0) yield builder.finish();
  }

  /** Values that are missing, too many or do not fit make a record malformed; the others are kept. */
  private row(values: readonly (string | null)[]): { row: Scalar[]; malformed: boolean } {
    let malformed = values.length !== this.readers.length;
    const row = this.readers.map((read, i) => {
      const text = values[i] ?? null;
      if (text === null) return null;
      const value = read(text);
      if (value === undefined) malformed = true;
      return value ?? null;
    });
    return { row, malformed };
  }
}

function csvLines(batches: readonly RecordBatch[], options: Options, zoneId: string): string {
  const syntax = csvSyntax(options, true);
  const lines: string[] = [];
  const fields = batches[0]?.schema.fields ?? struct([]).fields;
  if (hasHeader(options)) lines.push(fields.map((f) => csvText(f.name, syntax)).join(syntax.separator));
  const writers = fields.map((f) => valueWriter(f.type, f.name, zoneId));
  for (const batch of batches) {
    for (let row = 0; row < batch.length; row++) {
      const values = writers.map((write, i) => csvText(write(scalarAt(batch.columns[i]!, row)), syntax));
      lines.push(values.join(syntax.separator));
    }
  }
  return lines.map((line) => `${line}\n`).join('');
}

function valueWriter(type: DataType, name: string, zoneId: string): (value: Scalar) => string | null {
  if (NESTED.has(type.kind)) throw unsupported(type, name);
  if (type.kind === 'timestamp') {
    const zone = findZone(zoneId);
    return (value) => (value === null ? null : timestampText(value as bigint, zone));
  }
  return (value) => scalarToText(value, type, zoneId);
}
