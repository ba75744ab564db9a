import { argumentsOf } from '../api/arguments/call-arguments.ts';
import { rememberSite } from '../api/origin.ts';
import { dataError, functionFailed } from './dstream-error.ts';

/** A function of the user's that may be async; what it throws names the call and the line. */
export type Called<A extends readonly unknown[], R> = (...args: A) => Promise<R>;

/**
 * Looks at a function that a call was given, and makes its errors tell.
 *
 * @param example a call that is right
 */
export function userFunction<A extends readonly unknown[], R>(
  call: string,
  example: string,
  fn: (...args: A) => R | Promise<R>,
): Called<A, R> {
  argumentsOf(call, example).func('fn', fn);
  const site = rememberSite();
  return async (...args) => {
    try {
      return await fn(...args);
    } catch (error) {
      throw functionFailed(call, error, site);
    }
  };
}

/** What a function gave for one row, as rows. @throws RuntimeError DSTREAM.NO_ROWS */
export function rowsGiven<U>(call: string, given: Iterable<U>): U[] {
  if (typeof (given as Partial<Iterable<U>> | null | undefined)?.[Symbol.iterator] === 'function') return [...given];
  throw dataError(
    'NO_ROWS',
    `The function of ${call} gave ${given === null ? 'null' : `a value of type ${typeof given}`}, and not rows.`,
    'Let it give an array, for example: (line) => line.split(" "), or [] for none.',
  );
}
