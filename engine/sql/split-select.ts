import type { Expression, SortOrder } from '../expressions/expression.ts';
import { ExpressionParser } from './expression-parser.ts';
import type { ParseOptions } from './parse-expression.ts';

/** A query of one SELECT over at most one table. */
export interface SimpleSelect {
  readonly items: readonly Expression[];
  readonly distinct: boolean;
  readonly from: SelectSource | undefined;
  readonly where: Expression | undefined;
  readonly groupBy: readonly Expression[] | undefined;
  readonly having: Expression | undefined;
  readonly orderBy: readonly SortOrder[];
  readonly limit: Expression | undefined;
}

export type SelectSource =
  | { readonly kind: 'table'; readonly name: string; readonly alias: string | undefined }
  | {
      readonly kind: 'values';
      readonly rows: readonly (readonly Expression[])[];
      readonly alias: string | undefined;
      readonly columns: readonly string[] | undefined;
    };

/**
 * Reads `SELECT items [FROM table | VALUES ...] [WHERE] [GROUP BY] [HAVING] [ORDER BY] [LIMIT]`; undefined for every
 * other statement. Errors inside the expressions are thrown.
 */
export function splitSelect(sql: string, options: ParseOptions = {}): SimpleSelect | undefined {
  const parser = new ExpressionParser(sql, options);
  const { tokens } = parser;
  if (!tokens.takeWords('select')) return undefined;
  const distinct = tokens.takeWords('distinct');
  const items = parser.namedExpressions();
  const from = tokens.takeWords('from') ? source(parser) : undefined;
  if (from === null) return undefined;
  const where = tokens.takeWords('where') ? parser.expression() : undefined;
  const groupBy = tokens.takeWords('group', 'by') ? list(parser) : undefined;
  const having = tokens.takeWords('having') ? parser.expression() : undefined;
  const orderBy: SortOrder[] = [];
  if (tokens.takeWords('order', 'by')) {
    do orderBy.push(parser.sortOrder());
    while (tokens.takeSymbol(','));
  }
  const limit = tokens.takeWords('limit') ? parser.expression() : undefined;
  tokens.takeSymbol(';');
  return tokens.atEnd() ? { items, distinct, from, where, groupBy, having, orderBy, limit } : undefined;
}

function list(parser: ExpressionParser): Expression[] {
  const items = [parser.expression()];
  while (parser.tokens.takeSymbol(',')) items.push(parser.expression());
  return items;
}

function source(parser: ExpressionParser): SelectSource | null {
  const { tokens } = parser;
  if (tokens.takeWords('values')) {
    const rows: Expression[][] = [];
    do {
      const row = parser.expression();
      rows.push(row.kind === 'function' && row.name === 'struct' ? [...row.args] : [row]);
    } while (tokens.takeSymbol(','));
    const { alias, columns } = tableAlias(parser);
    return { kind: 'values', rows, alias, columns };
  }
  if (!/word|quoted/.test(tokens.peek().kind)) return null;
  const name = parser.identifier();
  if (tokens.isSymbol('(', '.', ',')) return null;
  const { alias } = tableAlias(parser);
  return { kind: 'table', name, alias };
}

const CLAUSES = ['where', 'group', 'having', 'order', 'limit', 'join', 'left', 'right', 'inner', 'cross', 'full', 'lateral',
  'pivot', 'unpivot', 'tablesample', 'union', 'except', 'intersect', 'window', 'sort', 'cluster', 'distribute', 'offset',
  'natural', 'semi', 'anti', 'minus', 'for', 'version', 'timestamp']; // prettier-ignore

function tableAlias(parser: ExpressionParser): { alias: string | undefined; columns: string[] | undefined } {
  const { tokens } = parser;
  const named = tokens.takeWords('as') || (tokens.peek().kind === 'word' && !tokens.isWord(...CLAUSES));
  if (!named) return { alias: undefined, columns: undefined };
  const alias = parser.identifier();
  if (!tokens.takeSymbol('(')) return { alias, columns: undefined };
  const columns = [parser.identifier()];
  while (tokens.takeSymbol(',')) columns.push(parser.identifier());
  tokens.expectSymbol(')');
  return { alias, columns };
}
