import { sqlName, type DataType } from '../../types/data-type.ts';
import { RuntimeError } from '../../types/errors.ts';
import { scalarToText } from '../../types/to-text.ts';

/** What a cast does with a value that has no counterpart: an error (ANSI) or null (`try_cast`). */
export interface CastFailure {
  malformed(value: unknown): null;
  overflow(value: unknown): null;
  /** A text with more than 38 digits before the point. */
  tooLarge(text: string): null;
  /** A number with too many digits for a decimal. */
  outOfRange(value: string, precision: number, scale: number): null;
}

export const SILENT: CastFailure = {
  malformed: () => null,
  overflow: () => null,
  tooLarge: () => null,
  outOfRange: () => null,
};

/** Failures as errors that name the value and both types. */
export function loudFailure(from: DataType, to: DataType): CastFailure {
  const shown = (value: unknown): string => {
    const text = scalarToText(value, from, 'UTC');
    return from.kind === 'string'
      ? `'${text}'`
      : `${text}${from.kind === 'double' ? 'D' : from.kind === 'long' ? 'L' : ''}`;
  };
  return {
    malformed(value) {
      throw new RuntimeError({
        condition: 'CAST_INVALID_INPUT',
        sqlState: '22018',
        message: `The value ${shown(value)} of the type "${sqlName(from)}" cannot be cast to "${sqlName(to)}" because it is malformed.`,
        hint: 'Correct the value as per the syntax, or change its target type. Use `try_cast` to tolerate malformed input and return NULL instead.',
      });
    },
    overflow(value) {
      throw new RuntimeError({
        condition: 'CAST_OVERFLOW',
        sqlState: '22003',
        message: `The value ${shown(value)} of the type "${sqlName(from)}" cannot be cast to "${sqlName(to)}" due to an overflow.`,
        hint: 'Use `try_cast` to tolerate overflow and return NULL instead.',
      });
    },
    tooLarge(text) {
      throw new RuntimeError({
        condition: 'NUMERIC_OUT_OF_SUPPORTED_RANGE',
        sqlState: '22003',
        message: `The value ${text} cannot be interpreted as a numeric since it has more than 38 digits.`,
      });
    },
    outOfRange(value, precision, scale) {
      throw decimalOutOfRange(value, precision, scale);
    },
  };
}

export const decimalOutOfRange = (value: string, precision: number, scale: number): RuntimeError =>
  new RuntimeError({
    condition: 'NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION',
    sqlState: '22003',
    message: `${value} cannot be represented as Decimal(${precision}, ${scale}).`,
    hint: 'Use a wider decimal type, or `try_cast` to get NULL instead.',
  });
