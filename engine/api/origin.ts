import { currentHost } from '../spi/host.ts';
import { errorFromDetail, isMillraceError } from '../types/errors.ts';
import type { Origin } from '../types/origin.ts';

/** Frames of this package are not what the user wrote. */
const OWN = new URL('../..', import.meta.url).href;

/** Where the user's code called the API: cell and line in a notebook, file and line in a program. */
export const callSite = (): Origin | undefined => rememberSite()();

/** Remembers where the user's code calls now; to find the place out costs only when somebody asks. */
export function rememberSite(): () => Origin | undefined {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 12;
  const here = new Error();
  Error.stackTraceLimit = limit;
  return () => placeIn(here.stack);
}

/** The nearest place in a stack that the user wrote, undefined when there is none. */
export function placeIn(stack: unknown): Origin | undefined {
  // a library may have changed how stacks look
  if (typeof stack !== 'string') return undefined;
  const host = currentHost();
  if (host !== undefined) {
    const place = host.locate(stack);
    return place === undefined
      ? undefined
      : { where: place.where, ...(place.code === undefined ? {} : { code: place.code }) };
  }
  for (const line of stack.split('\n').slice(1)) {
    // what loads modules may add a query to their address: `file.ts?v=1:2:3`
    const place = /\(?((?:file:\/\/)?\/?[^\s()?]+)(?:\?[^\s()]*)?:(\d+):\d+\)?$/.exec(line.trim());
    if (place === null || place[1]!.startsWith('node:')) continue;
    const file = place[1]!;
    const href = file.startsWith('file:') ? file : `file://${file}`;
    if (href.startsWith(`${OWN}engine/`) || href.startsWith(`${OWN}dist/engine/`)) continue;
    return {
      where: `${file
        .replace(/^file:\/\//, '')
        .split('/')
        .slice(-2)
        .join('/')}, line ${place[2]}`,
    };
  }
  return undefined;
}

/** An error with the place of the user's code that it comes from, where it does not name one yet. */
export function withPlace(error: unknown, place: Origin | undefined): unknown {
  if (!isMillraceError(error) || error.where !== undefined || place === undefined) return error;
  const { cause } = error;
  return errorFromDetail({ ...error.detail(), ...place, ...(cause === undefined ? {} : { cause }) });
}

/** Runs what may fail later: its error names the place of this call, where it names none. */
export async function fromHere<T>(work: () => Promise<T>): Promise<T> {
  const site = rememberSite();
  try {
    return await work();
  } catch (error) {
    throw withPlace(error, site());
  }
}
