import { isIntegral, isNumeric, sameType, type DataType } from '../../types/data-type.ts';
import { AnalysisError } from '../../types/errors.ts';
import { quotedType, typeMismatch } from '../analysis-errors.ts';
import type { CastMode } from '../expression.ts';
import { prettySql } from '../pretty-sql.ts';
import type { TypedExpression } from '../typed.ts';
import { canCast } from './can-cast.ts';
import { castCode } from './cast-code.ts';
import { specialWordCode } from './special-words.ts';

/** The cast that a user wrote; refuses what Spark refuses. */
export function explicitCast(child: TypedExpression, type: DataType, mode: CastMode, zoneId: string): TypedExpression {
  if (type.kind === 'time') throw unsupportedTime();
  if (!canCast(child.type, type)) throw cannotCast(child, type, mode);
  return castNode(child, type, mode, zoneId);
}

/** A cast put in by type coercion; a NULL literal simply changes its type. */
export function implicitCast(child: TypedExpression, type: DataType, zoneId: string): TypedExpression {
  if (sameType(child.type, type)) return child;
  if (type.kind === 'time') throw unsupportedTime();
  if (!canCast(child.type, type)) throw cannotCast(child, type, 'ansi');
  return { ...castNode(child, type, 'ansi', zoneId), implicit: true };
}

function castNode(
  child: TypedExpression,
  type: DataType,
  mode: CastMode,
  zoneId: string,
): TypedExpression & { node: 'cast' } {
  const nullable = child.nullable || mode === 'try' || mayGiveNull(child.type, type);
  const code = specialWordCode(child, type, zoneId) ?? castCode(child.type, type, mode, zoneId);
  return { node: 'cast', child, type, nullable, mode, code };
}

const mayGiveNull = (from: DataType, to: DataType): boolean =>
  from.kind === 'void' ||
  to.kind === 'calendar_interval' ||
  (to.kind === 'decimal' && (from.kind === 'float' || from.kind === 'double'));

export const unsupportedTime = (): AnalysisError =>
  new AnalysisError({
    condition: 'UNSUPPORTED_TIME_TYPE',
    sqlState: '0A000',
    message: 'The data type TIME is not supported.',
  });

function cannotCast(child: TypedExpression, to: DataType, mode: CastMode): AnalysisError {
  const sql = `${mode === 'try' ? 'TRY_CAST' : 'CAST'}(${prettySql(child)} AS ${quotedType(to).slice(1, -1)})`;
  const reason = `cannot cast ${quotedType(child.type)} to ${quotedType(to)}`;
  const functions = suggestion(child.type, to);
  if (functions !== undefined) {
    const hint = `To convert values from ${quotedType(child.type)} to ${quotedType(to)}, you can use the functions ${functions} instead.`;
    return typeMismatch('CAST_WITH_FUNC_SUGGESTION', sql, `${reason}.`, hint);
  }
  if (needsLegacyCast(child.type, to) && mode === 'ansi') {
    return typeMismatch('CAST_WITH_CONF_SUGGESTION', sql, `${reason} with ANSI mode on.`);
  }
  return typeMismatch('CAST_WITHOUT_SUGGESTION', sql, `${reason}.`);
}

function suggestion(from: DataType, to: DataType): string | undefined {
  if (isNumeric(from) && to.kind === 'date') return '`DATE_FROM_UNIX_DATE`';
  if (from.kind === 'date' && isNumeric(to)) return '`UNIX_DATE`';
  if (from.kind === 'boolean' && to.kind === 'timestamp') return undefined;
  return undefined;
}

/** What only the cast of the days before ANSI does. */
const needsLegacyCast = (from: DataType, to: DataType): boolean =>
  (isIntegral(from) && to.kind === 'binary') || (from.kind === 'timestamp' && to.kind === 'boolean');
