import { BLOCK_ROWS } from '../../columnar/take.ts';
import type { RecordBatch } from '../../columnar/vector.ts';
import type { Attribute } from '../../expressions/typed.ts';
import type { BatchRun, PhysicalNode } from '../physical-node.ts';

/** The numbers of `session.range`, made block by block. */
export class RangeNode implements PhysicalNode {
  readonly children = [];
  readonly output: readonly Attribute[];
  readonly label: string;
  private readonly start: bigint;
  private readonly end: bigint;
  private readonly step: bigint;

  constructor(output: readonly Attribute[], start: bigint, end: bigint, step: bigint) {
    this.output = output;
    this.start = start;
    this.end = end;
    this.step = step;
    this.label = `Range (${start}, ${end}, step=${step})`;
  }

  async *execute(run: BatchRun): AsyncIterable<RecordBatch> {
    const { name, type } = this.output[0]!;
    const schema = { kind: 'struct' as const, fields: [{ name, type, nullable: false }] };
    const { start, end, step } = this;
    const span = step > 0n ? end - start : start - end;
    const width = step > 0n ? step : -step;
    const total = span > 0n ? Number((span + width - 1n) / width) : 0;
    for (let done = 0; done < total; done += BLOCK_ROWS) {
      await run.context.checkpoint();
      const length = Math.min(BLOCK_ROWS, total - done);
      const data = new BigInt64Array(length);
      let value = start + BigInt(done) * step;
      for (let i = 0; i < length; i++, value += step) data[i] = value;
      yield { schema, columns: [{ layout: 'i64', valid: null, data }], length };
    }
  }
}
