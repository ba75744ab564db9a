/** Event times that a watermark node saw in a batch, microseconds. */
export interface WatermarkStats {
  count: number;
  min: number;
  max: number;
  /** Sum of the times, as doubles: only the mean of the progress report is made of it. */
  sum: number;
  /** Rows at or before the watermark that lateness is judged by. */
  late: number;
  /** Event times of rows that are examples for the views: the first ones, and late ones. */
  readonly examples: number[];
  /** The row with the newest event time behind `farMicros`, as JSON. */
  far: { readonly micros: number; readonly row: string } | null;
}

/** So many of the first rows, and so many late ones, are examples. */
export const EXAMPLES = 100;

export const emptyStats = (): WatermarkStats => ({
  count: 0,
  min: Infinity,
  max: -Infinity,
  sum: 0,
  late: 0,
  examples: [],
  far: null,
});

/**
 * Adds what was seen of the rows that come next.
 *
 * @param lateMicros the watermark that lateness is judged by
 * @returns the place of each of their examples among all of them, -1 where there were enough before
 */
export function addStats(all: WatermarkStats, next: WatermarkStats, lateMicros: number): number[] {
  let [first, late] = [all.count, all.late];
  const places = next.examples.map((micros) => {
    const isOne = micros <= lateMicros ? late++ < EXAMPLES : first++ < EXAMPLES;
    return isOne ? all.examples.push(micros) - 1 : -1;
  });
  all.count += next.count;
  all.sum += next.sum;
  all.late += next.late;
  if (next.far !== null && next.max > all.max) all.far = next.far;
  all.min = Math.min(all.min, next.min);
  all.max = Math.max(all.max, next.max);
  return places;
}
