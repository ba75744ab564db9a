/** Where the user's code built a part of a plan. */
export interface Origin {
  /** `cell [7], line 4`, `orders.ts, line 12`. */
  readonly where: string;
  /** The text of that line. */
  readonly code?: string;
}
