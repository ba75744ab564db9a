/** What the columns of a query at one of its steps are good for. */
export interface Shape {
  /** An expression of an event time; null where there is none any more. */
  readonly time: string | null;
  /** All of them. */
  readonly columns: readonly string[];
  readonly keys: readonly string[];
  /** Numbers. */
  readonly numbers: readonly string[];
  /** A column that is a window. */
  readonly window: string | null;
  /** Whether both engines give the rows in one order: that of the source. */
  readonly isOrdered: boolean;
}
