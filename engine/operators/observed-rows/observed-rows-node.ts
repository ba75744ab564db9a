import type { RecordBatch } from '../../columnar/vector.ts';
import type { Attribute } from '../../expressions/typed.ts';
import type { PhysicalNode } from '../physical-node.ts';

const nobody = (): void => {};

/** Gives on what it is given: one batch at a time, and who gives it waits until it is used. */
export class ObservedRowsNode implements PhysicalNode {
  readonly output: readonly Attribute[];
  readonly children: readonly PhysicalNode[] = [];
  readonly label = 'ObservedRows';
  private given: (RecordBatch | null)[] = [];
  private wake = nobody;
  private used = nobody;

  constructor(output: readonly Attribute[]) {
    this.output = output;
  }

  begin(): void {
    this.given = [];
    this.wake = nobody;
    this.used = nobody;
  }

  async *execute(): AsyncIterable<RecordBatch> {
    for (;;) {
      while (this.given.length === 0) {
        this.used();
        await new Promise<void>((resolve) => (this.wake = resolve));
      }
      const batch = this.given.shift()!;
      if (batch === null) return;
      yield batch;
    }
  }

  /** Resolves when the batch is used. */
  give(batch: RecordBatch): Promise<void> {
    return new Promise((resolve) => {
      this.used = resolve;
      this.given.push(batch);
      this.wake();
    });
  }

  /** There are no more. */
  end(): void {
    this.given.push(null);
    this.wake();
  }
}
