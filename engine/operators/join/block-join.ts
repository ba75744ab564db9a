import { emptyBatch } from '../../columnar/empty-batch.ts';
import { takeRows } from '../../columnar/take.ts';
import type { RecordBatch } from '../../columnar/vector.ts';
import type { RunContext } from '../batch-context.ts';
import { HashJoin, keepsBuild } from './join.ts';
import type { JoinSpec, JoinType } from './plan.ts';

type Rows = AsyncIterable<RecordBatch>;

/** Where joined rows go: each time they come in the order of the passing side, or of the side at hand. */
export interface Joined {
  readonly pairs: { add(rows: Rows | Iterable<RecordBatch>): Promise<void> };
  /** Rows at hand that nobody matched. */
  readonly rest: { add(rows: Iterable<RecordBatch>): Promise<void> };
}

/**
 * Joins rows whose side at hand is too much however it is cut by keys: one block of that side after another, over all
 * passing rows each time. The last column of both sides numbers their rows, rising.
 */
export class BlockJoin {
  private readonly spec: JoinSpec;
  private readonly buildRight: boolean;
  /** Joins with one block: what no other block may change. */
  private readonly withBlock: HashJoin;
  /** Joins the passing rows that no block has matched with no row at all; null where those are no rows of the join. */
  private readonly withNone: HashJoin | null;
  /** The column of joined rows that numbers the passing ones. */
  private readonly number: number;

  constructor(spec: JoinSpec, buildRight: boolean) {
    this.spec = spec;
    this.buildRight = buildRight;
    this.withBlock = new HashJoin({ ...spec, type: blockType(spec.type, buildRight) }, buildRight);
    this.withNone = keepsUnmatched(spec.type, buildRight) ? new HashJoin(spec, buildRight) : null;
    this.number = (buildRight ? 0 : spec.left.length) + this.passing.length - 1;
  }

  private get passing(): JoinSpec['left'] {
    return this.buildRight ? this.spec.left : this.spec.right;
  }

  /**
   * @param blocks the side at hand, so much at once as may be held
   * @param probe gives the passing rows, the same each time
   * @param count how many those are: a byte is held for each
   */
  async join(
    blocks: Rows,
    probe: () => Rows,
    count: number,
    runtime: RunContext['runtime'],
    { pairs, rest }: Joined,
  ): Promise<void> {
    const found = new Uint8Array(count);
    for await (const block of blocks) {
      this.withBlock.open(block, runtime);
      await pairs.add(this.matches(probe(), found, runtime));
      const unmatched = this.withBlock.rest(emptyBatch(this.passing));
      if (unmatched !== null) await rest.add([unmatched]);
    }
    const { withNone, spec, buildRight } = this;
    if (withNone === null) return;
    withNone.open(emptyBatch(buildRight ? spec.right : spec.left), runtime);
    await pairs.add(this.unmatched(withNone, probe(), found, runtime));
  }

  /** What the passing rows make with the block; of a semi join each only with the first block that has one for it. */
  private async *matches(probe: Rows, found: Uint8Array, runtime: RunContext['runtime']): AsyncGenerator<RecordBatch> {
    const { type } = this.spec;
    const once = type === 'semi' || type === 'anti';
    const marks = once || this.withNone !== null;
    let first = 0;
    for await (const batch of probe) {
      const own = found.subarray(first, (first += batch.length));
      for (const out of this.withBlock.probe(once ? notFound(batch, own) : batch, runtime)) {
        if (marks) mark(own, numbers(batch, batch.columns.length - 1), numbers(out, this.number));
        if (type !== 'anti') yield out;
      }
    }
  }

  private async *unmatched(
    join: HashJoin,
    probe: Rows,
    found: Uint8Array,
    runtime: RunContext['runtime'],
  ): AsyncGenerator<RecordBatch> {
    let first = 0;
    for await (const batch of probe) {
      yield* join.probe(notFound(batch, found.subarray(first, (first += batch.length))), runtime);
    }
  }
}

/** What a join is of one block: a row that it does not match may be matched by another. */
function blockType(type: JoinType, buildRight: boolean): JoinType {
  if (type === 'anti' || type === 'semi') return 'semi';
  if (keepsBuild(type, buildRight)) return buildRight ? 'right' : 'left';
  return type === 'cross' ? 'cross' : 'inner';
}

/** Whether passing rows that nobody matched are rows of the join. */
const keepsUnmatched = (type: JoinType, buildRight: boolean): boolean =>
  type === 'anti' || type === 'full' || type === (buildRight ? 'left' : 'right');

/** The rows without those that were found. */
function notFound(batch: RecordBatch, found: Uint8Array): RecordBatch {
  const rows = new Int32Array(batch.length);
  let count = 0;
  for (let row = 0; row < batch.length; row++) if (found[row] === 0) rows[count++] = row;
  return count === batch.length ? batch : takeRows(batch, rows.subarray(0, count));
}

const numbers = (batch: RecordBatch, column: number): ArrayLike<number> =>
  (batch.columns[column] as { readonly data: Float64Array }).data;

/** Marks the rows that came out. @param out some of the numbers, rising too */
function mark(found: Uint8Array, all: ArrayLike<number>, out: ArrayLike<number>): void {
  let row = 0;
  for (let i = 0; i < out.length; i++) {
    while (all[row] !== out[i]) row++;
    found[row] = 1;
  }
}
