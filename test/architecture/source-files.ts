import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Paths from the root of every file that git knows or would add. */
export function repositoryFiles(): string[] {
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { cwd: ROOT, encoding: 'utf8' });
  return listed.split('\n').filter((path) => path !== '' && existsSync(join(ROOT, path)));
}

export const textOf = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

/** One import of a file of the project by another. */
export interface Import {
  readonly from: string;
  /** As it is written. */
  readonly specifier: string;
  readonly to: string;
  readonly typesOnly: boolean;
  /** Whether it is loaded when it is needed: `import(...)`, or by another thread or process: new URL(`./name${extension}`). */
  readonly lazy: boolean;
}

const IMPORT =
  /^\s*(?:import|export)\s+(type\s)?[^;'"]*?from\s*'(\.[^']+)'|^\s*import\s+'(\.[^']+)'|\bimport\(\s*'(\.[^']+)'|\bnew URL\(`(\.[^`$]+)\$\{/gm;

/** Every relative import of a TypeScript file. */
export function importsOf(from: string): Import[] {
  return [...textOf(from).matchAll(IMPORT)].map(([, type, named, bare, dynamic, program]) => {
    const specifier = (named ?? bare ?? dynamic ?? `${program}.ts`)!;
    const to = posix.normalize(posix.join(posix.dirname(from), specifier));
    return { from, specifier, to, typesOnly: type !== undefined, lazy: (dynamic ?? program) !== undefined };
  });
}
