import { describedValue } from './described-value.ts';
import { ArgumentError } from './errors.ts';

/** The error of a value that is not what its class is made of. @param example a call that is right */
export const malformed = (wanted: string, given: unknown, example: string): ArgumentError =>
  new ArgumentError({
    condition: 'MILLRACE_VALUE_DOES_NOT_FIT_TYPE',
    message: `A ${wanted} is wanted, got ${typeof given === 'string' ? JSON.stringify(given) : describedValue(given)}.`,
    hint: `For example: ${example}.`,
  });
