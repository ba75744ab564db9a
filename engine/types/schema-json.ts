import { array, field, map, simpleString, struct, type DataType, type StructType } from './data-type.ts';
import { parseType } from './ddl.ts';
import { AnalysisError } from './errors.ts';
import { refuseTooComplex } from './too-complex.ts';

/** A type as the JSON that Spark writes (`schema.json`, file logs, Kafka examples). */
export function typeToJson(type: DataType): unknown {
  switch (type.kind) {
    case 'array':
      return { type: 'array', elementType: typeToJson(type.element), containsNull: type.containsNull };
    case 'map':
      return {
        type: 'map',
        keyType: typeToJson(type.key),
        valueType: typeToJson(type.value),
        valueContainsNull: type.valueContainsNull,
      };
    case 'struct':
      return {
        type: 'struct',
        fields: type.fields.map((f) => ({
          name: f.name,
          type: typeToJson(f.type),
          nullable: f.nullable,
          metadata: f.metadata ?? {},
        })),
      };
    case 'byte':
    case 'short':
    case 'integer':
    case 'long':
      return type.kind;
    default:
      return simpleString(type);
  }
}

/** The type of such JSON, given as a value or as text. */
export const typeFromJson = (json: unknown): DataType => refuseTooComplex(() => readType(json));

function readType(json: unknown): DataType {
  const value: unknown = typeof json === 'string' && /^\s*[{["]/.test(json) ? parse(json) : json;
  if (typeof value === 'string') return parseType(value);
  if (!isRecord(value)) refuse(json);
  switch (value['type']) {
    case 'array':
      return array(readType(value['elementType']), value['containsNull'] !== false);
    case 'map':
      return map(readType(value['keyType']), readType(value['valueType']), value['valueContainsNull'] !== false);
    case 'struct': {
      if (!Array.isArray(value['fields'])) refuse(json);
      return struct(
        value['fields'].map((f: unknown) => {
          if (!isRecord(f) || typeof f['name'] !== 'string') refuse(json);
          const made = field(f['name'], readType(f['type']), f['nullable'] !== false);
          const metadata = f['metadata'];
          return isRecord(metadata) && Object.keys(metadata).length > 0 ? { ...made, metadata } : made;
        }),
      );
    }
    default:
      refuse(json);
  }
}

/** The schema of JSON text that starts with `{"type":"struct"`. */
export function schemaFromJson(text: string): StructType {
  const type = typeFromJson(text);
  if (type.kind !== 'struct') refuse(text);
  return type;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return refuse(text);
  }
}

function refuse(json: unknown): never {
  throw new AnalysisError({
    condition: 'INVALID_JSON_DATA_TYPE',
    sqlState: '2203G',
    message: `Failed to convert the JSON string '${(typeof json === 'string' ? json : JSON.stringify(json)).slice(0, 200)}' to a data type.`,
    hint: 'Write {"type":"struct","fields":[{"name":"id","type":"long","nullable":true,"metadata":{}}]} or DDL such as "id BIGINT".',
  });
}
