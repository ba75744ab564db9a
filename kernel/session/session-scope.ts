import { createRequire } from 'node:module';
import { Script, constants } from 'node:vm';

/** Every name that cells share: declared by cells, preloaded, or given by the kernel. */
export const sessionScope: Record<string, unknown> = Object.create(null) as Record<string, unknown>;

/** Offers the scope and the module loader to compiled cells. */
export function installSessionScope(given: Readonly<Record<string, unknown>>): void {
  Object.assign(sessionScope, given, { require: createRequire(`${process.cwd()}/notebook.js`) });
  // The name makes relative modules be looked for in the notebook's folder.
  const importer = new Script('(specifier, options) => import(specifier, options)', {
    filename: `${process.cwd()}/notebook.mjs`,
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  }).runInThisContext() as (specifier: string, options?: object) => Promise<unknown>;
  const load = async (specifier: string, options?: object, line?: number): Promise<unknown> => {
    try {
      return await importer(specifier, options);
    } catch (error) {
      if (
        line !== undefined &&
        error instanceof Error &&
        (error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND'
      ) {
        error.message = notFound(specifier, line);
      }
      throw error;
    }
  };
  (globalThis as Record<PropertyKey, unknown>)[Symbol.for('millrace.cell')] = { scope: sessionScope, load };
}

function notFound(specifier: string, line: number): string {
  const cure = /^(\.|\/|file:)/.test(specifier)
    ? 'Check the path: it is taken from the folder of the notebook.'
    : `Install it in the folder of the notebook: npm install ${specifier
        .split('/')
        .slice(0, specifier.startsWith('@') ? 2 : 1)
        .join('/')}`;
  return `Cannot find '${specifier}', imported in line ${line}, from ${process.cwd()}. ${cure}`;
}
