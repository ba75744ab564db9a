import { isIntegral, isNumeric, sameType, type DataType } from '../../types/data-type.ts';

const DATETIME: ReadonlySet<string> = new Set(['date', 'timestamp', 'timestamp_ntz']);
const ANSI_INTERVAL: ReadonlySet<string> = new Set(['year_month_interval', 'day_time_interval']);

/** Whether Spark's ANSI cast goes from one type to the other at all. */
export function canCast(from: DataType, to: DataType): boolean {
  if (sameType(from, to) && from.kind !== 'array' && from.kind !== 'map' && from.kind !== 'struct') return true;
  if (from.kind === 'void' || to.kind === 'string') return true;
  switch (to.kind) {
    case 'boolean':
      return from.kind === 'string' || isNumeric(from);
    case 'byte':
    case 'short':
    case 'integer':
    case 'long':
      return toNumber(from) || ANSI_INTERVAL.has(from.kind) || from.kind === 'time';
    case 'decimal':
      return toNumber(from) || ANSI_INTERVAL.has(from.kind) || from.kind === 'time';
    case 'float':
    case 'double':
      return toNumber(from);
    case 'binary':
      return from.kind === 'string';
    case 'date':
      return from.kind === 'string' || DATETIME.has(from.kind);
    case 'timestamp':
      return from.kind === 'string' || DATETIME.has(from.kind) || isNumeric(from);
    case 'timestamp_ntz':
      return from.kind === 'string' || DATETIME.has(from.kind);
    case 'calendar_interval':
      return from.kind === 'string';
    case 'year_month_interval':
    case 'day_time_interval':
      return from.kind === 'string' || from.kind === to.kind || isIntegral(from) || from.kind === 'decimal';
    case 'array':
      return from.kind === 'array' && (to.containsNull || !from.containsNull) && canCast(from.element, to.element);
    case 'map':
      return from.kind === 'map' && canCast(from.key, to.key) && canCast(from.value, to.value);
    case 'struct':
      return (
        from.kind === 'struct' &&
        from.fields.length === to.fields.length &&
        from.fields.every((f, i) => canCast(f.type, to.fields[i]!.type) && (to.fields[i]!.nullable || !f.nullable))
      );
    default:
      return false;
  }
}

const toNumber = (from: DataType): boolean =>
  isNumeric(from) || from.kind === 'string' || from.kind === 'boolean' || from.kind === 'timestamp';
