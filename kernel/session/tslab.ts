import { randomUUID } from 'node:crypto';
import { bundleOf } from './mime-bundle.ts';
import { displayOfLibrary } from './preload.ts';
import { show } from './session-host.ts';

/** What tslab's `display` offers. */
export interface RichDisplay {
  javascript(text: string): void;
  html(text: string): void;
  markdown(text: string): void;
  latex(text: string): void;
  svg(text: string): void;
  png(bytes: Uint8Array): void;
  jpeg(bytes: Uint8Array): void;
  gif(bytes: Uint8Array): void;
  pdf(bytes: Uint8Array): void;
  text(text: string): void;
  raw(contentType: string, data: string | Uint8Array): void;
}

/** `display(value)` shows any value; its methods show one kind of content. */
export interface Display extends RichDisplay {
  (value: unknown, options?: object): Promise<unknown>;
}

function richDisplay(put: (type: string, data: string | Uint8Array) => void): RichDisplay {
  return {
    javascript: (text) => put('text/javascript', text),
    html: (text) => put('text/html', text),
    markdown: (text) => put('text/markdown', text),
    latex: (text) => put('text/latex', text),
    svg: (text) => put('image/svg+xml', text),
    png: (bytes) => put('image/png', bytes),
    jpeg: (bytes) => put('image/jpeg', bytes),
    gif: (bytes) => put('image/gif', bytes),
    pdf: (bytes) => put('application/pdf', bytes),
    text: (text) => put('text/plain', text),
    raw: put,
  };
}

async function displayValue(value: unknown, options?: object): Promise<unknown> {
  const library = displayOfLibrary();
  if (library !== undefined && isLibraryValue(value)) return library(value, options);
  show(await bundleOf(value), { ...options });
  return undefined;
}

/** A DataFrame or a running query, of whatever copy of the library. */
function isLibraryValue(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Symbol.for('millrace.dataFrame') in value || ('runId' in value && 'processAllAvailable' in value);
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
