import type { Expression } from '../expressions/expression.ts';
import { refuseTooComplex } from '../types/too-complex.ts';
import { ExpressionParser } from './expression-parser.ts';
import type { ParseOptions } from './parse-options.ts';

/** Reads one Spark SQL expression: `amount * 2 > 10 AND country IN ('PT', 'ES')`. */
export const parseExpression = (sql: string, options: ParseOptions = {}): Expression =>
  parseWhole(sql, options, (parser) => parser.expression());

/** Reads one expression that may carry a name: `amount * 2 AS twice`. */
export const parseNamedExpression = (sql: string, options: ParseOptions = {}): Expression =>
  parseWhole(sql, options, (parser) => parser.namedExpression());

/** @throws AnalysisError PARSE_SYNTAX_ERROR, FAILED_TO_PARSE_TOO_COMPLEX */
const parseWhole = <T>(sql: string, options: ParseOptions, read: (parser: ExpressionParser) => T): T =>
  refuseTooComplex(() => {
    const parser = new ExpressionParser(sql, options);
    const parsed = read(parser);
    parser.end();
    return parsed;
  });
