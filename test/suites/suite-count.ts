/** How many tests of a suite ended how. */
export interface SuiteCount {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Why tests were not run, for the summary. */
  readonly reason?: string;
}
