import type { Command } from './command.ts';

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
