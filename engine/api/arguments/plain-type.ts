import type { DataType, StructField } from '../../types/data-type.ts';

type Parts = Readonly<Record<string, unknown>>;

/**
 * A copy of a type that user code gave, such as `await df.schema()` gives, with what belongs to a type and nothing else;
 * undefined for what is none or cannot be looked at.
 */
export function plainType(value: unknown): DataType | undefined {
  try {
    return copied(value);
  } catch {
    return undefined;
  }
}

function copied(value: unknown): DataType | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const type = value as Parts;
  const { kind } = type;
  switch (kind) {
    case 'void':
    case 'boolean':
    case 'byte':
    case 'short':
    case 'integer':
    case 'long':
    case 'float':
    case 'double':
    case 'string':
    case 'binary':
    case 'date':
    case 'timestamp':
    case 'timestamp_ntz':
    case 'calendar_interval':
    case 'variant':
      return { kind };
    case 'decimal': {
      const { precision, scale } = type;
      return isWhole(precision) && isWhole(scale) ? { kind, precision, scale } : undefined;
    }
    case 'time': {
      const { precision } = type;
      return isWhole(precision) ? { kind, precision } : undefined;
    }
    case 'year_month_interval':
    case 'day_time_interval': {
      const { start, end } = type;
      return isField(start) && isField(end) ? ({ kind, start, end } as DataType) : undefined;
    }
    case 'array': {
      const element = copied(type['element']);
      return element && { kind, element, containsNull: type['containsNull'] !== false };
    }
    case 'map': {
      const [key, item] = [copied(type['key']), copied(type['value'])];
      return key && item && { kind, key, value: item, valueContainsNull: type['valueContainsNull'] !== false };
    }
    case 'struct': {
      const fields = (type['fields'] as readonly unknown[]).map(copiedField);
      return fields.every((field) => field !== undefined) ? { kind, fields } : undefined;
    }
    default:
      return undefined;
  }
}

function copiedField(value: unknown): StructField | undefined {
  const { name, type, nullable, metadata } = value as Parts;
  const known = copied(type);
  if (typeof name !== 'string' || known === undefined) return undefined;
  return {
    name,
    type: known,
    nullable: nullable !== false,
    ...(metadata === undefined ? {} : { metadata: json(metadata) }),
  };
}

const isWhole = (value: unknown): value is number => Number.isInteger(value);
const FIELDS: readonly unknown[] = ['year', 'month', 'day', 'hour', 'minute', 'second'];
const isField = (value: unknown): boolean => FIELDS.includes(value);
const json = (value: unknown): Record<string, unknown> => JSON.parse(JSON.stringify(value)) as Record<string, unknown>;
