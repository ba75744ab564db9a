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
  *decode(bytes, schema, context) {
    const { options, timeZone, origin, metrics, interner, blockRows } = context;
    const decoder = new JsonLinesDecoder(
      schema,
      { mode: parseMode(options), corruptColumn: corruptColumn(options), texts: textsOf(timeZone), origin },
      interner,
    );
    try {
      yield* decoder.decode(bytes, blockRows);
    } finally {
      metrics.malformed += decoder.malformed;
    }
  },
  encode: (batches, options, timeZone) => jsonLines(batches, timeZone, options['ignoreNullFields'] !== 'false'),
});
