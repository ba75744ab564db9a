import { rangesVector } from '../../engine/columnar/text-block.ts';
import { constantVector, VectorBuilder } from '../../engine/columnar/vector-builder.ts';
import type { RecordBatch, Vector } from '../../engine/columnar/vector.ts';
import {
  array,
  BINARY,
  field,
  INTEGER,
  LONG,
  STRING,
  struct,
  TIMESTAMP,
  type StructType,
} from '../../engine/types/data-type.ts';
import type { RecordBlock } from './record-block.ts';
import { recordHeaders } from './record-headers.ts';

const COLUMNS = [
  field('key', BINARY),
  field('value', BINARY),
  field('topic', STRING),
  field('partition', INTEGER),
  field('offset', LONG),
  field('timestamp', TIMESTAMP),
  field('timestampType', INTEGER),
];
const HEADERS = field('headers', array(struct([field('key', STRING), field('value', BINARY)])));

/** The columns of a Kafka record, as in Spark. */
export const kafkaSchema = (includeHeaders: boolean): StructType =>
  struct(includeHeaders ? [...COLUMNS, HEADERS] : COLUMNS);

/** A block of records as rows, only the columns wanted. */
export function kafkaRows(block: RecordBlock, topic: string, partition: number, schema: StructType): RecordBatch {
  const columns = schema.fields.map((f) => column(f.name, block, topic, partition));
  return { schema, columns, length: block.length };
}

function column(name: string, block: RecordBlock, topic: string, partition: number): Vector {
  const { length } = block;
  switch (name) {
    case 'key':
      return rangesVector('binary', block.bytes, block.keyStarts, block.keyEnds, length);
    case 'value':
      return rangesVector('binary', block.bytes, block.valueStarts, block.valueEnds, length);
    case 'topic':
      return constantVector(STRING, topic, length);
    case 'partition':
      return { layout: 'i32', valid: null, data: new Int32Array(length).fill(partition) };
    case 'offset':
      return { layout: 'i64', valid: null, data: longs(block.offsets, length, 1) };
    case 'timestamp':
      return { layout: 'i64', valid: null, data: longs(block.timestamps, length, 1000) };
    case 'timestampType':
      return { layout: 'i32', valid: null, data: Int32Array.from(block.timestampTypes.subarray(0, length)) };
    default: {
      const headers = new VectorBuilder(HEADERS.type, length);
      for (let row = 0; row < length; row++) headers.append(recordHeaders(block, row));
      return headers.finish();
    }
  }
}

/** Whole numbers of a double array, times a factor, as 64-bit integers. */
function longs(values: Float64Array, length: number, factor: number): BigInt64Array {
  const data = new BigInt64Array(length);
  const halves = new Int32Array(data.buffer);
  for (let row = 0; row < length; row++) {
    const value = values[row]! * factor;
    const high = Math.floor(value / 4294967296);
    halves[2 * row] = value - high * 4294967296;
    halves[2 * row + 1] = high;
  }
  return data;
}
