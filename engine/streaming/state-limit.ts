import type { Interner } from '../columnar/interner.ts';
import type { StatefulOperator } from '../operators/stateful-operator.ts';
import { byteSizeText, roomySetting } from '../types/byte-size.ts';
import { RuntimeError } from '../types/errors.ts';

const WARNED = 0.8;

/** Holds the state of a query to what it may take in memory: warns before it is too much, and stops the query when it is. */
export class StateLimit {
  private readonly limit: number;
  private readonly warn: (text: string, notice: string) => void;
  private told = false;

  /** @param limit bytes, of all operators of the query together */
  constructor(limit: number, warn: (text: string, notice: string) => void) {
    this.limit = limit;
    this.warn = warn;
  }

  /**
   * Looks at the state after a batch, before anything of the batch is written.
   *
   * @param interner holds the texts of the keys
   * @throws RuntimeError OUT_OF_MEMORY
   */
  check(batchId: number, operators: readonly StatefulOperator[], interner: Interner): void {
    if (operators.length === 0) return;
    const all = operators.map((operator) => operator.metrics()).sort((a, b) => b.memoryBytes - a.memoryBytes);
    const bytes = all.reduce((sum, { memoryBytes }) => sum + memoryBytes, interner.used);
    if (bytes < WARNED * this.limit) return;
    const [largest] = all;
    const size = `After batch ${batchId} the query's state takes ${byteSizeText(bytes)}, most of it in ${largest!.operator} with ${largest!.rowsTotal.toLocaleString('en-US')} rows`;
    const limit = `the ${byteSizeText(this.limit)} of millrace.memory`;
    if (bytes > this.limit) {
      throw new RuntimeError({
        condition: 'OUT_OF_MEMORY',
        message: `${size}, more than ${limit}. The batch was not committed, so nothing is lost.`,
        hint: `Start the query again after session.conf.set("millrace.memory", "${roomySetting(bytes)}"): it goes on where it stopped. ${CURE}`,
      });
    }
    if (this.told) return;
    this.told = true;
    const text = `${size}: ${Math.floor((bytes / this.limit) * 100)} % of ${limit}. Beyond it the query stops.`;
    this.warn(text, `${text} ${CURE}`);
  }
}

const CURE =
  'A watermark (withWatermark) lets state go that is done; keys with fewer values keep less of it, and so do shorter windows.';
