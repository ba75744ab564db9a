import { AnalysisError } from './errors.ts';

/** A name that must stand in backquotes. */
export const invalidIdentifier = (name: string): AnalysisError =>
  new AnalysisError({
    condition: 'INVALID_IDENTIFIER',
    sqlState: '42602',
    message: `The unquoted identifier ${name} is invalid and must be back quoted as: \`${name}\`. Unquoted identifiers can only contain ASCII letters ('a' - 'z', 'A' - 'Z'), digits ('0' - '9'), and underbar ('_').`,
  });
