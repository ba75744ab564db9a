import { simpleString, type DataType, type StructType } from '../types/data-type.ts';

const TYPE_NAMES: Readonly<Partial<Record<DataType['kind'], string>>> = {
  byte: 'byte',
  short: 'short',
  integer: 'integer',
  long: 'long',
  array: 'array',
  map: 'map',
  struct: 'struct',
};

/** The text of `printSchema()`. */
export const treeString = (schema: StructType): string => `root\n${fields(schema, ' |')}`;

function fields(type: StructType, prefix: string): string {
  return type.fields
    .map(
      (f) => `${prefix}-- ${f.name}: ${name(f.type)} (nullable = ${f.nullable})\n${nested(f.type, `${prefix}    |`)}`,
    )
    .join('');
}

const name = (type: DataType): string => TYPE_NAMES[type.kind] ?? simpleString(type);

function nested(type: DataType, prefix: string): string {
  switch (type.kind) {
    case 'struct':
      return fields(type, prefix);
    case 'array':
      return `${prefix}-- element: ${name(type.element)} (containsNull = ${type.containsNull})\n${nested(type.element, `${prefix}    |`)}`;
    case 'map':
      return [
        `${prefix}-- key: ${name(type.key)}\n${nested(type.key, `${prefix}    |`)}`,
        `${prefix}-- value: ${name(type.value)} (valueContainsNull = ${type.valueContainsNull})\n${nested(type.value, `${prefix}    |`)}`,
      ].join('');
    default:
      return '';
  }
}
