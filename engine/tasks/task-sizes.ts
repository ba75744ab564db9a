/** How much work tasks are made for, in rows; tests make them small. */
export interface TaskSizes {
  /** Below so many rows, those that cost more counted as several (`rowCost`), all is done on one thread. */
  readonly fewest: number;
  /** The least that one task is made for. */
  readonly task: number;
  /** Rows in each of the places that a sample is taken from. */
  readonly sample: number;
  /** Rows at hand are shared in groups of so many. */
  readonly shareRows: number;
}

/** Measured: around a million rows at hand the heavier operations begin to gain; 16 bytes of a file count as a row. */
export const TASK_SIZES: TaskSizes = { fewest: 1 << 20, task: 1 << 17, sample: 1 << 12, shareRows: 1 << 16 };

/** The parts that work is cut into, at least: the same for two threads and for four, so that sums of doubles are. */
const PARTS = 8;

/** How much one part should be. */
export const partSize = (total: number, threads: number, { task }: TaskSizes): number =>
  Math.max(task, Math.ceil(total / Math.max(PARTS, 2 * threads)));
