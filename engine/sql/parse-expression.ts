import type { Expression } from '../expressions/expression.ts';
import { ExpressionParser } from './expression-parser.ts';

export interface ParseOptions {
  /** The session's time zone, for TIMESTAMP literals without one. */
  readonly timeZone?: string;
}

/** Reads one Spark SQL expression: `amount * 2 > 10 AND country IN ('PT', 'ES')`. */
export function parseExpression(sql: string, options: ParseOptions = {}): Expression {
  const parser = new ExpressionParser(sql, options);
  const expression = parser.expression();
  parser.end();
  return expression;
}

/** Reads one expression that may carry a name: `amount * 2 AS twice`. */
export function parseNamedExpression(sql: string, options: ParseOptions = {}): Expression {
  const parser = new ExpressionParser(sql, options);
  const expression = parser.namedExpression();
  parser.end();
  return expression;
}

/** Reads a SELECT list: `a, b AS c, t.*`. */
export function parseSelectItems(sql: string, options: ParseOptions = {}): Expression[] {
  const parser = new ExpressionParser(sql, options);
  const items = parser.namedExpressions();
  parser.end();
  return items;
}
