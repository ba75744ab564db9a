import type { RecordBatch } from '../../columnar/vector.ts';
import type { Attribute } from '../../expressions/typed.ts';
import type { BatchRun, PhysicalNode } from '../physical-node.ts';
import { rangeBlocks } from './range-blocks.ts';

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
    const { start, end, step } = this;
    const span = step > 0n ? end - start : start - end;
    const width = step > 0n ? step : -step;
    const count = span > 0n ? Number((span + width - 1n) / width) : 0;
    for (const block of rangeBlocks({ start, step, count, name: this.output[0]!.name })) {
      await run.context.checkpoint();
      run.done(block.length, 0);
      yield block;
    }
  }
}
