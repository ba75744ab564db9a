import { RuntimeError } from '../types/errors.ts';

/** What FAILFAST says to a record that does not fit. @param origin the file that holds it */
export const malformedRecord = (text: string, origin?: string): RuntimeError =>
  new RuntimeError({
    condition: 'MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION',
    sqlState: '22023',
    message: `Malformed records are detected in record parsing: ${text.slice(0, 200)}. Parse Mode: FAILFAST.`,
    hint: "To process malformed records as null result, try setting the option 'mode' as 'PERMISSIVE'.",
    ...(origin === undefined ? {} : { input: origin }),
  });
