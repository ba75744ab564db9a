import { JsonLinesDecoder } from '../../../engine/columnar/json/json-lines-decoder.ts';
import { inferJsonSchema } from '../../../engine/columnar/json/infer-json-schema.ts';
import { jsonLines } from '../../../engine/columnar/json/json-lines-encoder.ts';
import { defineFormat } from '../../../engine/spi/format.ts';
import { corruptColumn, MALFORMED_OPTIONS, parseMode, textsOf } from './parse-options.ts';

/** JSON, one object a line. */
export const json = defineFormat({
  name: 'json',
  description: 'JSON, one object a line',
  options: [
    ...MALFORMED_OPTIONS,
    { name: 'ignoreNullFields', description: 'whether null fields are left out when writing', default: 'true' },
  ],
  fixedSchema: null,
  extension: '.json',
  infer: (sample, options) => inferJsonSchema(sample, corruptColumn(options)),
  decoder(schema, { options, timeZone, interner }) {
    const settings = { mode: parseMode(options), corruptColumn: corruptColumn(options), texts: textsOf(timeZone) };
    const decoder = new JsonLinesDecoder(schema, settings, interner);
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
  encode: (batches, options, timeZone) => jsonLines(batches, timeZone, options['ignoreNullFields'] !== 'false'),
});
