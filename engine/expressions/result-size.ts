import { RuntimeError } from '../types/errors.ts';

/** Spark's own limit is the longest array of the JVM; V8 gives up long before that, and with it the whole engine. */
const LONGEST_ARRAY = 2 ** 24;
const LONGEST_TEXT = 2 ** 28;

/** Refuses to make an array that one row cannot have. */
export function checkArraySize(elements: number, functionName: string): void {
  if (elements > LONGEST_ARRAY) throw tooLarge('array', 'elements', elements, LONGEST_ARRAY, functionName);
}

/** Refuses to make a text, or bytes, that one row cannot have. */
export function checkTextSize(length: number, functionName: string): void {
  if (length > LONGEST_TEXT) throw tooLarge('text', 'characters', length, LONGEST_TEXT, functionName);
}

const tooLarge = (what: string, of: string, size: number, limit: number, functionName: string): RuntimeError =>
  new RuntimeError({
    condition: 'COLLECTION_SIZE_LIMIT_EXCEEDED.FUNCTION',
    sqlState: '54000',
    message: `Can't create ${what} with ${size} ${of} which exceeding the ${what} size limit ${limit}, unsuccessful try to create arrays in the function \`${functionName}\`.`,
    hint: 'Check the argument that says how many.',
  });
