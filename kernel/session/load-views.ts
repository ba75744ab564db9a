import { existsSync } from 'node:fs';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ViewHost, Views, ViewsModule } from '../views/view-host.ts';

/** Loads the views and lets them listen; without them queries run unseen. */
export async function loadViews(host: ViewHost): Promise<Views | undefined> {
  const entry = new URL(`../views/index${extname(import.meta.url)}`, import.meta.url);
  if (!existsSync(fileURLToPath(entry))) return undefined;
  try {
    const { createViews } = (await import(entry.href)) as ViewsModule;
    return await createViews(host);
  } catch (error) {
    process.stderr.write(`Live views are not available: ${(error as Error).stack}\n`);
    return undefined;
  }
}
