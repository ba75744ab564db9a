import { randomUUID } from 'node:crypto';
import { richDisplay } from '../../engine/spi/rich-display.ts';
import { hasMember } from './hostile-value.ts';
import { bundleOf } from './mime-bundle.ts';
import { displayOfLibrary } from './preload.ts';
import { show } from './session-host.ts';
import type { RichDisplay } from '../../engine/spi/rich-display.ts';

/** `display(value)` shows any value; its methods show one kind of content. */
export interface Display extends RichDisplay {
  (value: unknown, options?: object): Promise<unknown>;
}

async function displayValue(value: unknown, options?: object): Promise<unknown> {
  const library = displayOfLibrary();
  if (library !== undefined && isLibraryValue(value)) return library(value, options);
  show(await bundleOf(value), { ...options });
  return undefined;
}

/** A DataFrame or a running query, of whatever copy of the library. */
function isLibraryValue(value: unknown): boolean {
  return (
    hasMember(value, Symbol.for('millrace.dataFrame')) ||
    (hasMember(value, 'runId') && hasMember(value, 'processAllAvailable'))
  );
}

/** Shows values and rich content under the cell. */
export const display: Display = Object.assign(
  displayValue,
  richDisplay((type, data) => show({ [type]: data })),
);

/** A display that replaces its own content each time. */
export function newDisplay(): RichDisplay {
  const displayId = randomUUID();
  let shown = false;
  return richDisplay((type, data) => {
    show({ [type]: data }, { displayId, update: shown });
    shown = true;
  });
}

/** Versions of what runs this notebook. */
export const versions = { tslab: '1.0.22', typescript: '6.0.3', node: process.version };
