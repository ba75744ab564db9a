/** A subcommand: gets the words after its name, returns the exit code. */
export interface Command {
  readonly summary: string;
  run(args: readonly string[]): Promise<number>;
}
