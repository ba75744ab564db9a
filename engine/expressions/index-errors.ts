import { RuntimeError } from '../types/errors.ts';

export const indexOfZero = (): RuntimeError =>
  new RuntimeError({
    condition: 'INVALID_INDEX_OF_ZERO',
    sqlState: '22003',
    message: 'The index 0 is invalid. An index shall be either < 0 or > 0 (the first element has index 1).',
  });

export const invalidElementIndex = (index: number, size: number): RuntimeError =>
  new RuntimeError({
    condition: 'INVALID_ARRAY_INDEX_IN_ELEMENT_AT',
    sqlState: '22003',
    message: `The index ${index} is out of bounds. The array has ${size} elements.`,
    hint: 'Use `try_element_at` to tolerate accessing element at invalid index and return NULL instead.',
  });

/** A parameter whose value makes no sense at run time. */
export const invalidParameter = (kind: string, parameter: string, functionName: string, reason: string): RuntimeError =>
  new RuntimeError({
    condition: `INVALID_PARAMETER_VALUE.${kind}`,
    sqlState: '22023',
    message: `The value of parameter(s) \`${parameter}\` in \`${functionName}\` is invalid: ${reason}`,
  });
