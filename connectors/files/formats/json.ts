import type { RecordBatch } from '../../../engine/columnar/vector.ts';
import { scalarAt } from '../../../engine/columnar/vector.ts';
import { inferJsonSchema } from '../../../engine/formats/json/infer-json-schema.ts';
import { JsonLinesDecoder } from '../../../engine/formats/json/json-lines-decoder.ts';
import { JSON_FILE_READING, JSON_WRITING } from '../../../engine/formats/json/json-options.ts';
import { jsonWriter } from '../../../engine/formats/json/write-json.ts';
import { defineFormat } from '../../../engine/spi/format.ts';
import type { Options } from '../../../engine/spi/source.ts';
import { AnalysisError } from '../../../engine/types/errors.ts';
import { textOptions } from './text-options.ts';

/** JSON, one object a line. */
export const json = defineFormat({
  name: 'json',
  description: 'JSON, one object a line',
  reading: JSON_FILE_READING,
  writing: JSON_WRITING,
  fixedSchema: null,
  extension: '.json',
  splits: () => true,
  infer: (sample, options) => inferJsonSchema(sample, textOptions(options)),
  decoder(schema, { options, timeZone, interner, longestText }) {
    const decoder = new JsonLinesDecoder(schema, textOptions(options), timeZone, interner, longestText);
    return {
      generatedCode: () => decoder.sources(),
      *decode({ bytes, first, origin, metrics, blockRows }) {
        const before = decoder.malformed;
        try {
          yield* decoder.decode(bytes, blockRows, origin, first);
        } finally {
          metrics.malformed += decoder.malformed - before;
        }
      },
    };
  },
  checkWritable({ fields }) {
    for (const { name, type } of fields) if (type.kind === 'calendar_interval') throw noInterval(name);
  },
  encode: (batches, options, timeZone) => Buffer.concat(batches.map((batch) => jsonLines(batch, options, timeZone))),
});

function jsonLines({ schema, columns, length }: RecordBatch, options: Options, timeZone: string): Uint8Array {
  const write = jsonWriter(schema, textOptions(options), timeZone);
  let text = '';
  for (let row = 0; row < length; row++) text += `${write(columns.map((column) => scalarAt(column, row)))}\n`;
  return new TextEncoder().encode(text);
}

const noInterval = (column: string): AnalysisError =>
  new AnalysisError({
    condition: 'UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE',
    sqlState: '0A000',
    message: `The JSON datasource doesn't support the column \`${column}\` of the type "INTERVAL".`,
    hint: `Turn it into text: .withColumn("${column}", col("${column}").cast("string")).`,
  });
