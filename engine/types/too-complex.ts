import { AnalysisError } from './errors.ts';

/**
 * Runs what goes down into a text or a tree of the user's, whose depth nobody bounds.
 *
 * @throws AnalysisError FAILED_TO_PARSE_TOO_COMPLEX when the stack does not suffice, as Spark does
 */
export function refuseTooComplex<T>(descend: () => T): T {
  try {
    return descend();
  } catch (error) {
    throw tooComplex(error);
  }
}

/** The error in place of a stack overflow; every other stays itself. */
export function tooComplex(error: unknown): unknown {
  return error instanceof RangeError && /call stack/.test(error.message) ? tooComplexError() : error;
}

export const tooComplexError = (): AnalysisError =>
  new AnalysisError({
    condition: 'FAILED_TO_PARSE_TOO_COMPLEX',
    sqlState: '54001',
    message: 'The statement, including potential SQL functions and referenced views, was too complex to parse.',
    hint: 'It is nested too deep, or a chain of operators is too long. Divide it, for example by withColumn, or write IN (...) for a chain of OR.',
  });
