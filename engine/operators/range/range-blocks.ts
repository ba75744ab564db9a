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
    count64(data, start + BigInt(done) * step, step);
    yield { schema, columns: [{ layout: 'i64', valid: null, data }], length };
  }
}

/** By halves, each an exact double: a bigint that is added to costs an object. */
function count64(data: BigInt64Array, start: bigint, step: bigint): void {
  const halves = new Int32Array(data.buffer);
  const [stepLow, stepHigh] = halvesOf(step);
  let [low, high] = halvesOf(start);
  for (let i = 0; i < data.length; i++) {
    halves[2 * i] = low;
    halves[2 * i + 1] = high;
    const sum = low + stepLow;
    high = (high + stepHigh + (sum >= 2 ** 32 ? 1 : 0)) | 0;
    low = sum >>> 0;
  }
}

const halvesOf = (value: bigint): [low: number, high: number] => [
  Number(BigInt.asUintN(32, value)),
  Number(BigInt.asIntN(32, value >> 32n)),
];
