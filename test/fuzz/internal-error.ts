import { isMillraceError } from '../../engine/types/errors.ts';

/** What only an error of JavaScript or of Node says. */
const RAW =
  /TypeError|RangeError|ReferenceError|SyntaxError:|Cannot read|Cannot convert|Cannot mix|Cannot destructure|is not a function|is not iterable|is not defined|of undefined|Invalid array length|Invalid string length|Invalid time value|Maximum call stack|DataCloneError|\bE[A-Z]{4,}: /;

/** What is wrong with an error that reached a user; null when it has a condition and says what happened in our words. */
export function internalError(error: unknown): string | null {
  if (!isMillraceError(error))
    return `no condition: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
  const { condition, message } = error;
  if (condition === 'INTERNAL_ERROR' || /Error$/.test(condition.replace(/^.*\./, '').replace(/^java.*/, '')))
    return `raw condition: ${message}`;
  return RAW.test(message) ? `raw words: ${message}` : null;
}
