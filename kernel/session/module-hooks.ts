import { registerHooks } from 'node:module';
import { extname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { PACKAGE_ROOT } from '../compile/package-root.ts';

const HERE = extname(import.meta.url);

/**
 * Lets `millrace`, `millrace/*` and `tslab` mean the kernel's own copy wherever they are imported, and lets what cells
 * import be found from the notebook's folder.
 */
export function installModuleHooks(): void {
  const own = new URL('package.json', PACKAGE_ROOT).href;
  const tslab = new URL(`./tslab${HERE}`, import.meta.url).href;
  const notebook = pathToFileURL(`${process.cwd()}/notebook.mjs`).href;
  registerHooks({
    resolve(specifier, context, next) {
      if (specifier === 'tslab') return { url: tslab, shortCircuit: true };
      if (specifier === 'millrace' || specifier.startsWith('millrace/'))
        return next(specifier, { ...context, parentURL: own });
      const fromCell = context.parentURL === undefined || context.parentURL.startsWith('cell ');
      return next(specifier, fromCell ? { ...context, parentURL: notebook } : context);
    },
  });
}
