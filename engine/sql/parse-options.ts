export interface ParseOptions {
  /** The session's time zone, for TIMESTAMP literals without one. */
  readonly timeZone?: string;
}
