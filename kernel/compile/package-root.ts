import { existsSync } from 'node:fs';

/** The package that this kernel belongs to; a build has a package.json of its own but no `bin`. */
export const PACKAGE_ROOT: URL = (() => {
  for (let at = new URL('.', import.meta.url); at.pathname !== '/'; at = new URL('..', at)) {
    if (existsSync(new URL('bin/millrace.mjs', at))) return at;
  }
  throw new Error(
    `No bin/millrace.mjs above ${import.meta.url}: the Millrace installation is incomplete; install it again.`,
  );
})();
