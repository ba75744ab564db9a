import { registerHooks } from 'node:module';
import { extname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { HANDED_ON } from '../compile/handed-on.ts';
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
      const from = context.parentURL ?? notebook;
      const fromCell = from === notebook || from.startsWith('cell ');
      if (!fromCell) return next(specifier, context);
      try {
        return next(specifier, { ...context, parentURL: notebook });
      } catch (error) {
        if (!HANDED_ON.includes(specifier)) throw error;
        return next(specifier, { ...context, parentURL: own });
      }
    },
  });
}
