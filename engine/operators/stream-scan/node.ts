import type { RecordBatch } from '../../columnar/vector.ts';
import type { Attribute } from '../../expressions/typed.ts';
import type { StreamReader } from '../../spi/source.ts';
import { columnNames, type BatchRun, type PhysicalNode } from '../physical-node.ts';

/** Reads a micro-batch's part of a stream. */
export class StreamScanNode implements PhysicalNode {
  readonly children = [];
  readonly output: readonly Attribute[];
  readonly label: string;
  private readonly reader: StreamReader;
  private readonly slot: number;

  constructor(output: readonly Attribute[], description: string, reader: StreamReader, slot: number) {
    this.output = output;
    this.label = `MicroBatchScan ${description} [${columnNames(output)}]`;
    this.reader = reader;
    this.slot = slot;
  }

  generatedCode(): readonly string[] {
    return this.reader.generatedCode?.() ?? [];
  }

  execute(run: BatchRun): AsyncIterable<RecordBatch> {
    return run.scanStream(
      this.slot,
      this.output.map((a) => a.name),
    );
  }
}
