import { AttributeScope, bindExpression, nameOf } from '../../../engine/expressions/bind.ts';
import { compileExpression } from '../../../engine/expressions/evaluate.ts';
import type { TypedExpression } from '../../../engine/expressions/typed.ts';
import { freshColumnId, type Attribute } from '../../../engine/expressions/typed.ts';
import { sqlName, type DataType } from '../../../engine/types/data-type.ts';
import { parseSchema } from '../../../engine/types/ddl.ts';
import { isMillraceError } from '../../../engine/types/errors.ts';
import { cellWriter } from '../../../engine/types/to-text.ts';
import { expressionContext } from '../../../engine/sql/expression-context.ts';

export const NOW = 1_717_243_200_000_000n;

/** Columns of a schema written as DDL. */
export const columnsOf = (ddl: string, qualifier?: string): Attribute[] =>
  parseSchema(ddl).fields.map(({ name, type, nullable }) => ({
    id: freshColumnId(),
    name,
    type,
    nullable,
    ...(qualifier === undefined ? {} : { qualifier: [qualifier] }),
  }));

/** The typed expression of an SQL text. */
export const bound = (sql: string, columns: readonly Attribute[] = [], zone = 'UTC'): TypedExpression =>
  bindExpression({ kind: 'expression_string', text: sql }, new AttributeScope(columns), expressionContext(zone));

/** What `show()` prints for an SQL expression. */
export function shown(sql: string, zone = 'UTC'): string {
  const e = bound(sql, [], zone);
  return cellWriter(e.type, zone)(compileExpression(e, [], { nowMicros: NOW, random: () => 0.5 })([]));
}

export const typeOf = (sql: string, columns: readonly Attribute[] = []): string => sqlName(bound(sql, columns).type);

export const nameOfSql = (sql: string, columns: readonly Attribute[] = []): string => nameOf(bound(sql, columns));

/** The condition of the error that an SQL expression gives, when it is bound or when it runs. */
export function conditionOf(sql: string, columns: readonly Attribute[] = []): string {
  try {
    compileExpression(bound(sql, columns), columns)(columns.map(() => null));
    return 'none';
  } catch (error) {
    if (isMillraceError(error)) return error.condition;
    throw error;
  }
}

/** An operation on two columns of these types, as a function of their values. */
export function operation(op: string, left: DataType, right: DataType): (a: unknown, b: unknown) => unknown {
  const columns = columnsOf(`a ${sqlName(left)}, b ${sqlName(right)}`);
  const f = compileExpression(bound(op === 'pmod' ? 'pmod(a, b)' : `a ${op} b`, columns), columns);
  return (a, b) => f([a, b]);
}
