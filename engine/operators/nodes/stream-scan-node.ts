import type { RecordBatch } from '../../columnar/vector.ts';
import type { Attribute } from '../../expressions/typed.ts';
import { columnNames, type BatchRun, type PhysicalNode } from '../physical-node.ts';

/** Reads a micro-batch's part of a stream. */
export class StreamScanNode implements PhysicalNode {
  readonly children = [];
  readonly stages = [];
  readonly output: readonly Attribute[];
  readonly label: string;
  private readonly slot: number;

  constructor(output: readonly Attribute[], description: string, slot: number) {
    this.output = output;
    this.label = `MicroBatchScan ${description} [${columnNames(output)}]`;
    this.slot = slot;
  }

  execute(run: BatchRun): AsyncIterable<RecordBatch> {
    return run.scanStream(
      this.slot,
      this.output.map((a) => a.name),
    );
  }
}
