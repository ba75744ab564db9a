import type { ExpressionContext } from '../expressions/bind.ts';
import { parseNamedExpression } from './parse-expression.ts';

/** What binding needs of a session with this time zone. */
export const expressionContext = (timeZone = 'UTC'): ExpressionContext => ({ timeZone, parse: parseNamedExpression });
