import { AnalysisError } from '../types/errors.ts';

/** Spark's PARSE_SYNTAX_ERROR at a place of the text. */
export function syntaxError(sql: string, at: number, near: string): AnalysisError {
  const before = sql.slice(0, at).split('\n');
  const where = `line ${before.length}, pos ${before[before.length - 1]!.length}`;
  return new AnalysisError({
    condition: 'PARSE_SYNTAX_ERROR',
    sqlState: '42601',
    message: `Syntax error at or near ${near === '' ? 'end of input' : `'${near.slice(0, 100)}'`} (${where}).`,
    hint: `Check the expression around this place: ${sql.slice(Math.max(0, at - 30), at + 30).trim()}`,
  });
}

/** A statement that is valid Spark SQL but beyond what is understood here. */
export function unsupportedSyntax(what: string): AnalysisError {
  return new AnalysisError({
    condition: 'UNSUPPORTED_FEATURE.MILLRACE_SQL',
    sqlState: '0A000',
    message: `${what} is not understood here.`,
  });
}
