import { BLOCK_ROWS } from '../../columnar/take.ts';
import type { RecordBatch } from '../../columnar/vector.ts';
import { LONG, type StructType } from '../../types/data-type.ts';

/** Numbers with the same distance from one to the next, block by block. */
export function* rangeBlocks({
  start,
  step,
  count,
  name = 'id',
}: {
  readonly start: bigint;
  readonly step: bigint;
  readonly count: number;
  readonly name?: string;
}): Generator<RecordBatch> {
  const schema: StructType = { kind: 'struct', fields: [{ name, type: LONG, nullable: false }] };
  for (let done = 0; done < count; done += BLOCK_ROWS) {
    const length = Math.min(BLOCK_ROWS, count - done);
    const data = new BigInt64Array(length);
    let value = start + BigInt(done) * step;
    for (let i = 0; i < length; i++, value += step) data[i] = value;
    yield { schema, columns: [{ layout: 'i64', valid: null, data }], length };
  }
}
