import { ArgumentError, isMillraceError } from '../types/errors.ts';
import { describedValue } from '../types/described-value.ts';
import { callSite, withPlace } from './origin.ts';

/**
 * Runs what goes through values of user code.
 *
 * @param what the values as the user knows them: `rows of createDataFrame`
 * @throws ArgumentError UNSUPPORTED_FEATURE.LITERAL_TYPE for what refers to itself, or throws when it is looked at
 */
export function readingValues<T>(what: string, value: unknown, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw withPlace(isMillraceError(error) ? error : unreadable(what, value, error), callSite());
  }
}

const unreadable = (what: string, value: unknown, cause: unknown): ArgumentError =>
  new ArgumentError({
    condition: 'UNSUPPORTED_FEATURE.LITERAL_TYPE',
    sqlState: '0A000',
    message: `The feature is not supported: ${what}: ${describedValue(value)} that refers to itself, is nested too deep or cannot be read.`,
    hint: 'Use texts, numbers, booleans, dates, and arrays, Maps and plain objects of them.',
    cause,
  });
