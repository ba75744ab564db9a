import { cellRuns } from './cell-context.ts';
import { sessionScope } from './session-scope.ts';
import { toKernel } from './to-kernel.ts';

interface Library {
  readonly MillraceSession?: { readonly builder: { getOrCreate(): Promise<unknown> } };
  readonly preloadedNames?: readonly string[];
  readonly display?: (value: unknown, options?: object) => Promise<unknown>;
  readonly [name: string]: unknown;
}

const preloaded = new Map<string, unknown>();
const noted = new Set<string>();
const LIBRARY: string = 'millrace';
const QUIET_MS = 150;
let loading: Promise<void> | undefined;
let failure: unknown;
let libraryDisplay: Library['display'];

/** Begins to load the library, if nothing did before; cells that use none of its names do not wait for it. */
export function startPreload(): void {
  loading ??= load()
    .catch((error: unknown) => void (failure = error))
    .finally(() => toKernel({ kind: 'preloaded', names: [...preloaded.keys()] }));
}

/** Begins to load the library once nobody runs a cell at once: loading holds the thread for a moment. */
export function preloadSoon(): void {
  setTimeout(() => {
    if (cellRuns()) preloadSoon();
    else startPreload();
  }, QUIET_MS).unref();
}

/** Waits for the library if one of these names is not there yet. Returns why it could not be loaded. */
export async function awaitPreload(uses: readonly string[]): Promise<unknown> {
  if (uses.every((name) => name in sessionScope)) return undefined;
  startPreload();
  await loading;
  return failure;
}

/** How the library shows its own values, undefined as long as it is not loaded. */
export function displayOfLibrary(): Library['display'] {
  return libraryDisplay;
}

async function load(): Promise<void> {
  let library: Library;
  try {
    library = (await import(LIBRARY)) as Library;
  } catch (error) {
    // A checkout in which the library is not built yet still runs plain cells.
    if ((error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND' && /index\.[jt]s'/.test(String(error))) return;
    throw error;
  }
  // The kernel's own `display` stays: it passes on what the library knows how to show.
  const names = ['F', 'vegaLite', ...(library.preloadedNames ?? [])].filter((name) => name !== 'display');
  for (const name of names) if (library[name] !== undefined) give(name, library[name]);
  libraryDisplay = library.display;
  if (library['F'] === undefined && library['functions'] !== undefined) give('F', library['functions']);
  if (library.MillraceSession !== undefined) {
    const session = await library.MillraceSession.builder.getOrCreate();
    give('session', session);
    give('spark', session);
  }
}

function give(name: string, value: unknown): void {
  preloaded.set(name, value);
  sessionScope[name] = value;
}

/** One sentence for each preloaded name that a cell declares for the first time. */
export function shadowNotes(declares: readonly string[]): string[] {
  const fresh = declares.filter((name) => preloaded.has(name) && !noted.has(name));
  return fresh.map((name) => {
    noted.add(name);
    return `Note: ${name} now means what this cell declares.${reach(name)}\n`;
  });
}

/** What helps when a preloaded function is called after its name was declared anew. */
export function shadowHint(message: string): string | undefined {
  const name = /^([\w$]+) is not a function/.exec(message)?.[1];
  if (name === undefined || !noted.has(name)) return undefined;
  return `A cell declared ${name} anew.${reach(name)}`;
}

function reach(name: string): string {
  const functions = preloaded.get('F') as Record<string, unknown> | undefined;
  return functions !== undefined && name in functions ? ` The function of Millrace is still there as F.${name}.` : '';
}
