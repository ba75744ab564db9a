import type { Backend } from '../backend/backend.ts';
import { rememberSite, withPlace } from './origin.ts';
import type { Origin } from '../types/origin.ts';

type Method = (...args: unknown[]) => unknown;

/**
 * A backend whose errors name the place of the call, where they name none: they are made on another thread, in answer to a
 * message, and their stack knows nothing of the user's code.
 */
export function placedBackend(backend: Backend): Backend {
  return new Proxy(backend, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return (...args: readonly unknown[]): unknown => {
        const site = rememberSite();
        return placed(Reflect.apply(member as Method, target, args), site);
      };
    },
  });
}

function placed(result: unknown, site: () => Origin | undefined): unknown {
  if (result instanceof Promise) {
    return result.catch((error: unknown) => {
      throw withPlace(error, site());
    });
  }
  return isIterable(result) ? placedRows(result, site) : result;
}

const isIterable = (value: unknown): value is AsyncIterable<unknown> =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value;

async function* placedRows(rows: AsyncIterable<unknown>, site: () => Origin | undefined): AsyncIterable<unknown> {
  try {
    yield* rows;
  } catch (error) {
    throw withPlace(error, site());
  }
}
