import { quoteIfNeeded, simpleString, type StructType } from '../types/data-type.ts';

/** A schema as DDL text. */
export const schemaText = (schema: string | StructType): string =>
  typeof schema === 'string'
    ? schema
    : schema.fields
        .map((f) => `${quoteIfNeeded(f.name)} ${simpleString(f.type)}${f.nullable ? '' : ' NOT NULL'}`)
        .join(', ');
