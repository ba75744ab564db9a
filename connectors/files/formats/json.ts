import type { RecordBatch } from '../../../engine/columnar/vector.ts';
import { inferJsonSchema } from '../../../engine/formats/json/infer-json-schema.ts';
import { JsonLinesDecoder } from '../../../engine/formats/json/json-lines-decoder.ts';
import { JSON_FILE_READING, JSON_WRITING } from '../../../engine/formats/json/json-options.ts';
import { closeObject, jsonFieldTexts } from '../../../engine/formats/json/put-json.ts';
import { jsonWriter } from '../../../engine/formats/json/write-json.ts';
import { putRows } from '../../../engine/formats/put-rows.ts';
import { defineFormat } from '../../../engine/spi/format.ts';
import type { Options } from '../../../engine/spi/source.ts';
import { struct } from '../../../engine/types/data-type.ts';
import { AnalysisError } from '../../../engine/types/errors.ts';
import { putTexts, textOfRows } from './row-texts.ts';
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
      copies: true,
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
  encode: jsonFile,
});

function jsonFile(batches: readonly RecordBatch[], given: Options, timeZone: string): Uint8Array {
  const options = textOptions(given);
  options.checkLocale();
  const schema = batches[0]?.schema ?? struct([]);
  const fields = jsonFieldTexts(schema, options, timeZone);
  const write = fields === undefined ? jsonWriter(schema, options, timeZone) : null;
  return textOfRows(batches, (out, batch) =>
    write === null ? putRows(out, batch, fields!, closeObject) : putTexts(out, batch, write),
  );
}

const noInterval = (column: string): AnalysisError =>
  new AnalysisError({
    condition: 'UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE',
    sqlState: '0A000',
    message: `The JSON datasource doesn't support the column \`${column}\` of the type "INTERVAL".`,
    hint: `Turn it into text: .withColumn("${column}", col("${column}").cast("string")).`,
  });
