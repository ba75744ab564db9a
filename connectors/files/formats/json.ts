import type { RecordBatch } from '../../../engine/columnar/vector.ts';
import { scalarAt } from '../../../engine/columnar/vector.ts';
import { inferJsonSchema } from '../../../engine/formats/json/infer-json-schema.ts';
import { JsonLinesDecoder } from '../../../engine/formats/json/json-lines-decoder.ts';
import { jsonWriter } from '../../../engine/formats/json/write-json.ts';
import { defineFormat } from '../../../engine/spi/format.ts';
import type { Options } from '../../../engine/spi/source.ts';
import { DATETIME_OPTIONS, MALFORMED_OPTIONS, textOptions } from './text-options.ts';

/** JSON, one object a line. */
export const json = defineFormat({
  name: 'json',
  description: 'JSON, one object a line',
  options: [
    ...MALFORMED_OPTIONS,
    ...DATETIME_OPTIONS,
    { name: 'allowSingleQuotes', description: "whether texts may stand in '", default: 'true' },
    { name: 'allowUnquotedFieldNames', description: 'whether names may stand without quotes', default: 'false' },
    { name: 'allowNumericLeadingZeros', description: 'whether numbers may begin with 0', default: 'false' },
    { name: 'allowNonNumericNumbers', description: 'whether NaN and Infinity are numbers', default: 'true' },
    { name: 'allowComments', description: 'whether there may be comments', default: 'false' },
    {
      name: 'allowBackslashEscapingAnyCharacter',
      description: 'whether a backslash may stand before any character',
      default: 'false',
    },
    { name: 'ignoreNullFields', description: 'whether null fields are left out when writing', default: 'true' },
  ],
  fixedSchema: null,
  extension: '.json',
  infer: (sample, options) => inferJsonSchema(sample, textOptions(options)),
  decoder(schema, { options, timeZone, interner }) {
    const decoder = new JsonLinesDecoder(schema, textOptions(options), timeZone, interner);
    return {
      generatedCode: () => decoder.sources(),
      *decode({ bytes, origin, metrics, blockRows }) {
        const before = decoder.malformed;
        try {
          yield* decoder.decode(bytes, blockRows, origin);
        } finally {
          metrics.malformed += decoder.malformed - before;
        }
      },
    };
  },
  encode: (batches, options, timeZone) => new TextEncoder().encode(jsonLines(batches, options, timeZone)),
});

function jsonLines(batches: readonly RecordBatch[], options: Options, timeZone: string): string {
  let text = '';
  for (const { schema, columns, length } of batches) {
    const write = jsonWriter(schema, textOptions(options), timeZone);
    for (let row = 0; row < length; row++) text += `${write(columns.map((column) => scalarAt(column, row)))}\n`;
  }
  return text;
}
