/** The durations of a `window(...)` call, in microseconds; kept as `data` on its call expression. */
export interface TimeWindowDurations {
  readonly size: bigint;
  readonly slide: bigint;
  readonly start: bigint;
}
