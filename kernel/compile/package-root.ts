import { existsSync } from 'node:fs';

/** The package that this kernel belongs to: the nearest folder above that holds a package.json. */
export const PACKAGE_ROOT: URL = (() => {
  for (let at = new URL('.', import.meta.url); at.pathname !== '/'; at = new URL('..', at)) {
    if (existsSync(new URL('package.json', at))) return at;
  }
  throw new Error(
    `No package.json above ${import.meta.url}: the Millrace installation is incomplete; install it again.`,
  );
})();
