import { VectorBuilder } from '../../../engine/columnar/vector-builder.ts';
import { scalarAt } from '../../../engine/columnar/vector.ts';
import { defineFormat } from '../../../engine/spi/format.ts';
import { field, STRING, struct } from '../../../engine/types/data-type.ts';

const SCHEMA = struct([field('value', STRING)]);

/** Lines of text. */
export const text = defineFormat({
  name: 'text',
  description: 'lines of text, as one column `value`',
  options: [{ name: 'wholetext', description: 'whether a file is one row', default: 'false' }],
  fixedSchema: SCHEMA,
  extension: '.txt',
  decoder: (schema, { options, interner }) => ({
    *decode({ bytes, blockRows }) {
      const whole = new TextDecoder().decode(bytes);
      if (whole === '') return;
      const lines =
        options['wholetext'] === 'true' ? [whole] : whole.replace(/(?:\r\n|\n|\r)$/, '').split(/\r\n|\n|\r/);
      for (let at = 0; at < lines.length; at += blockRows) {
        const part = lines.slice(at, at + blockRows);
        const builder = new VectorBuilder(STRING, interner, part.length);
        for (const line of part) builder.append(line);
        const columns = schema.fields.length === 0 ? [] : [builder.finish()];
        yield { schema, columns, length: part.length };
      }
    },
  }),
  encode: (batches) => {
    const lines: string[] = [];
    for (const batch of batches) {
      for (let row = 0; row < batch.length; row++)
        lines.push(`${(scalarAt(batch.columns[0]!, row) as string | null) ?? ''}\n`);
    }
    return new TextEncoder().encode(lines.join(''));
  },
});
