import type { CodeContext } from '../../codegen/code-context.ts';
import type { Terminal } from '../../codegen/stage.ts';
import type { RecordBatch } from '../../columnar/vector.ts';
import type { JoinLookup } from './join-lookup.ts';

/** Pairs of rows, in the order of the passing side and then of the side at hand. */
interface RowPairs {
  readonly probe: Int32Array<ArrayBuffer>;
  /** -1 where a passing row found none; empty where it is only kept or not. */
  readonly build: Int32Array<ArrayBuffer>;
}

/** The end of a lookup that gives the numbers of the rows which belong together. */
export class PairWriter implements Terminal {
  private readonly lookup: JoinLookup;
  /** Read by generated code. */
  probe = new Int32Array(0);
  build = new Int32Array(0);
  private count = 0;

  constructor(lookup: JoinLookup) {
    this.lookup = lookup;
  }

  target(batch: RecordBatch): unknown {
    if (this.probe.length < batch.length) this.room(batch.length, 0);
    return this;
  }

  /** Called by generated code: makes room for more pairs. */
  widen(pairs: number): void {
    this.room(pairs * 2, pairs);
  }

  private room(capacity: number, used: number): void {
    const wider = (pairs: Int32Array): Int32Array<ArrayBuffer> => {
      const out = new Int32Array(capacity);
      out.set(pairs.subarray(0, used));
      return out;
    };
    this.probe = wider(this.probe);
    this.build = this.lookup.multiplies ? wider(this.build) : this.build;
  }

  /** Called by generated code when all pairs are written. */
  finish(pairs: number): void {
    this.count = pairs;
  }

  /** The pairs; the arrays are overwritten by the next ones. */
  take(): RowPairs {
    return { probe: this.probe.subarray(0, this.count), build: this.build.subarray(0, this.count) };
  }

  generate(g: CodeContext): ReturnType<Terminal['generate']> {
    const { multiplies, row } = this.lookup;
    const pair = multiplies ? `build[m] = ${g.column({ node: 'column', ...row }).value};` : '';
    return {
      before: 'let m = 0, probe = O.probe, build = O.build, room = probe.length;',
      row: `if (m === room) { O.widen(m); probe = O.probe; build = O.build; room = probe.length; }\nprobe[m] = i; ${pair} m++;`,
      after: 'O.finish(m);',
    };
  }
}
