/** A server that tests and notebooks use, started without Docker. */
export interface Server {
  readonly name: string;
  /** Programs that must be on the path. */
  readonly needs: readonly string[];
  /** Starts it when it does not run; gives its address. */
  up(say: (text: string) => void): Promise<string>;
  /** Stops it; false when it did not run. */
  down(): Promise<boolean>;
  /** Where it runs, null when it does not. */
  status(): Promise<string | null>;
}
