import type { RecordBatch } from '../../columnar/vector.ts';
import type { Attribute } from '../../expressions/typed.ts';
import type { BatchReader } from '../../spi/source.ts';
import { columnNames, type BatchRun, type PhysicalNode } from '../physical-node.ts';

/** Reads a bounded source. */
export class ScanNode implements PhysicalNode {
  readonly children = [];
  readonly output: readonly Attribute[];
  readonly label: string;
  private readonly reader: BatchReader;
  private readonly limit: number;

  constructor(output: readonly Attribute[], description: string, reader: BatchReader, limit: number) {
    this.output = output;
    this.label = `Scan ${description} [${columnNames(output)}]`;
    this.reader = reader;
    this.limit = limit;
  }

  generatedCode(): readonly string[] {
    return this.reader.generatedCode?.() ?? [];
  }

  execute(run: BatchRun): AsyncIterable<RecordBatch> {
    return run.scan(
      this.reader,
      this.output.map((a) => a.name),
      this.limit,
    );
  }
}
