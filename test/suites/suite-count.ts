/** How many tests of a suite ended how. */
export interface SuiteCount {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** How long its files took, one after another. */
  readonly seconds: number;
  /** Each failed test with what it said first. */
  readonly failures?: readonly string[];
  /** Why tests were not run, for the summary. */
  readonly reason?: string;
}
