/** A subcommand: gets the words after its name, returns the exit code. */
export interface Command {
  readonly summary: string;
  run(args: readonly string[]): Promise<number>;
}

/** Every subcommand by its name; a new one is one file and one line here. */
export const commands: Readonly<Record<string, () => Promise<{ readonly command: Command }>>> = {
  lab: () => import('./lab.ts'),
  install: () => import('./install.ts'),
  doctor: () => import('./doctor.ts'),
  run: () => import('./run.ts'),
  demo: () => import('./demo.ts'),
  kernel: () => import('./kernel.ts'),
  servers: () => import('./servers.ts'),
  generate: () => import('./generate.ts'),
};
