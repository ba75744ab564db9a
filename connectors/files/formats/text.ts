import { rangesVector } from '../../../engine/columnar/text-block.ts';
import type { TextVector } from '../../../engine/columnar/vector.ts';
import { lineRanges, type LineRanges } from '../../../engine/formats/line-ranges.ts';
import { afterMark, LONGEST_TEXT, longLine, type LongLine } from '../../../engine/formats/text-lines.ts';
import { defineFormat } from '../../../engine/spi/format.ts';
import { field, sqlName, STRING, struct, type StructField } from '../../../engine/types/data-type.ts';
import { AnalysisError, RuntimeError } from '../../../engine/types/errors.ts';
import { textOfRows } from './row-texts.ts';
import { textOptions } from './text-options.ts';

const SCHEMA = struct([field('value', STRING)]);

/** Lines of text. */
export const text = defineFormat({
  name: 'text',
  description: 'lines of text, as one column `value`',
  reading: [{ name: 'wholetext', description: 'whether a file is one row', default: 'false' }],
  writing: [{ name: 'lineSep', description: 'what stands behind each row', default: '\\n' }],
  fixedSchema: SCHEMA,
  extension: '.txt',
  splits: (options) => !textOptions(options).flag('wholetext', false),
  decoder(schema, { options, longestText = LONGEST_TEXT }) {
    const whole = textOptions(options).flag('wholetext', false);
    return {
      *decode({ bytes, first, blockRows, origin }) {
        for (const { starts, ends, length } of whole ? wholeFile(bytes) : lineRanges(bytes, blockRows, first)) {
          for (let i = 0; i < length; i++) {
            if (ends[i]! - starts[i]! > longestText) throw lineTooLong(longLine(bytes, starts[i]!, ends[i]!), origin);
          }
          yield {
            schema,
            columns: schema.fields.length === 0 ? [] : [rangesVector('string', bytes, starts, ends, length)],
            length,
          };
        }
      },
    };
  },
  checkWritable({ fields }) {
    for (const column of fields) if (column.type.kind !== 'string') throw noText(column);
    if (fields.length !== 1) throw notOneColumn(fields.length);
  },
  encode(batches, options) {
    const end = Buffer.from(options['lineSep'] ?? '\n');
    return textOfRows(batches, (out, { columns, length }) => {
      const { valid, data, texts } = columns[0] as TextVector;
      for (let row = 0; row < length; row++) {
        const id = data[row]!;
        if (valid === null || valid[row] !== 0) out.putBytes(texts.arena, texts.starts[id]!, texts.ends[id]!);
        out.putAll(end);
      }
    });
  },
});

function* wholeFile(bytes: Uint8Array): Generator<LineRanges> {
  const start = afterMark(bytes);
  if (start < bytes.length) yield { starts: Int32Array.of(start), ends: Int32Array.of(bytes.length), length: 1 };
}

const noText = ({ name, type }: StructField): AnalysisError =>
  new AnalysisError({
    condition: 'UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE',
    sqlState: '0A000',
    message: `The Text datasource doesn't support the column \`${name}\` of the type "${sqlName(type)}".`,
    hint: `Turn it into text: .withColumn("${name}", col("${name}").cast("string")).`,
  });

const notOneColumn = (columns: number): AnalysisError =>
  new AnalysisError({
    condition: '_LEGACY_ERROR_TEMP_1290',
    message: `Text data source supports only a single column, and you have ${columns} columns.`,
    hint: 'Select one column; concat_ws(",", ...) or to_json(struct(...)) makes one of several.',
  });

const lineTooLong = ({ start, bytes }: LongLine, origin: string): RuntimeError =>
  new RuntimeError({
    condition: 'FAILED_READ_FILE.NO_HINT',
    sqlState: 'KD001',
    message: `Encountered error while reading file ${origin}: a line of it has ${bytes} bytes, more than a text can hold (${LONGEST_TEXT}). It begins ${start.slice(0, 60)}.`,
    hint: 'Split the file, or take it away.',
  });
